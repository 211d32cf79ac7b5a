/** Follows records that finish out of order, and knows up to which one all of them have. */
export interface Watermark {
  read(sequenceNumber: string): { done(): void };
  /** Records that are read and not done. */
  waiting(): number;
}

/** `passed` is told each time that the mark rises. */
export function createWatermark(passed: (sequenceNumber: string) => void): Watermark {
  const open: { sequenceNumber: string; isDone: boolean }[] = [];
  function rise() {
    const undone = open.findIndex((entry) => !entry.isDone);
    const finished = open.splice(0, undone === -1 ? open.length : undone).at(-1);
    if (finished) passed(finished.sequenceNumber);
  }
  return {
    read(sequenceNumber) {
      const entry = { sequenceNumber, isDone: false };
      open.push(entry);
      return {
        done() {
          entry.isDone = true;
          if (open[0] === entry) rise();
        },
      };
    },
    waiting: () => open.length,
  };
}
