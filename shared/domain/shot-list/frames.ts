/** What tells of a cut, the more telling first. */
export const cutColumns = ['cutOut', 'cutLength', 'cutDuration', 'cutIn'] as const;

/** What the columns of a cut tell, as far as a row has them. */
export type Cut = { [Column in (typeof cutColumns)[number]]?: number | undefined };

export interface FrameRange {
  start: number;
  end: number;
}

/** A value that does not fit the others, and what is taken instead. */
export interface CutDoubt {
  column: keyof Cut;
  message: string;
  taken?: string;
}

const lengthOf = ({ start, end }: FrameRange) => end - start + 1;

function rangeOf({ cutIn, cutOut, cutLength, cutDuration }: Cut, firstFrame: number): FrameRange | undefined {
  const length = cutLength ?? cutDuration;
  if (cutIn !== undefined && cutOut !== undefined) return { start: cutIn, end: cutOut };
  if (length === undefined) return undefined;
  if (cutIn === undefined && cutOut !== undefined) return { start: cutOut - length + 1, end: cutOut };
  const start = cutIn ?? firstFrame;
  return { start, end: start + length - 1 };
}

/**
 * The frames of a cut, and doubts: in and out that disagree with both lengths give way to the length, which people
 * type and check more often; with one of the lengths they are right, and the other is not.
 * @param firstFrame where a cut begins of which only the length is known
 */
export function framesOf(cut: Cut, firstFrame: number): { range: FrameRange | null; doubts: CutDoubt[] } {
  const { cutIn, cutOut, cutLength, cutDuration } = cut;
  const range = rangeOf(cut, firstFrame);
  if (!range) {
    const lone = cutIn !== undefined ? 'cutIn' : 'cutOut';
    const message = 'Alone it makes no range of frames; nothing is taken from it';
    return { range: null, doubts: cut[lone] === undefined ? [] : [{ column: lone, message }] };
  }
  const lengths = [cutLength, cutDuration].filter((length) => length !== undefined);
  const [length] = lengths;
  if (length === undefined || cutOut === undefined || lengths.includes(lengthOf(range))) {
    return { range, doubts: doubtedLengths(cut, range) };
  }
  const corrected = { start: range.start, end: range.start + length - 1 };
  const message = `A cut of ${length} frames from ${range.start} ends at ${corrected.end}, not at ${cutOut}`;
  const doubt: CutDoubt = { column: 'cutOut', message, taken: String(corrected.end) };
  return { range: corrected, doubts: [doubt, ...doubtedLengths(cut, corrected)] };
}

function doubtedLengths(cut: Cut, range: FrameRange): CutDoubt[] {
  return (['cutLength', 'cutDuration'] as const).flatMap((column) => {
    if (cut[column] === undefined || cut[column] === lengthOf(range)) return [];
    const message = `From ${range.start} to ${range.end} there are ${lengthOf(range)} frames, not ${cut[column]}`;
    return [{ column, message, taken: String(lengthOf(range)) }];
  });
}
