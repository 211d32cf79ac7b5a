import type { ImportWarning } from '../../contract/imports.ts';
import type { Project } from '../../contract/projects.ts';
import { itemsOf } from '../breakdown.ts';
import { cleanedNames } from '../tasks.ts';
import type { Layout } from './columns.ts';
import { cutColumns, type FrameRange } from './frames.ts';
import type { ListedRow } from './list.ts';
import { fieldOf } from './problems.ts';

const shownCut = ({ start, end }: FrameRange) => `${start} to ${end}`;

/** The shot that a row is about and the cut that it tells, if it does; its tasks have both in common. */
function cutIn({ tasks }: ListedRow, project: Project): { shot: string; name: string; cut: FrameRange } | undefined {
  const fields = tasks[0]?.fields;
  if (fields?.type !== 'shot' || !fields.frameRange) return undefined;
  const [shot] = itemsOf({ ...fields, ...cleanedNames(fields, project) });
  return shot && { shot: shot.id, name: fields.shot, cut: fields.frameRange };
}

/** Warns of each row that gives a shot another cut than the first row that gives it one: a shot has one cut. */
export function contradictingCuts(rows: readonly ListedRow[], project: Project, layout: Layout): ImportWarning[] {
  const column = cutColumns.find((one) => layout.single.has(one)) ?? 'cutOut';
  const firsts = new Map<string, { row: number; cut: FrameRange }>();
  return rows.flatMap((listed): ImportWarning[] => {
    const told = cutIn(listed, project);
    if (!told) return [];
    const { row } = listed;
    const { shot, name, cut } = told;
    const first = firsts.get(shot) ?? { row, cut };
    firsts.set(shot, first);
    if (first.cut.start === cut.start && first.cut.end === cut.end) return [];
    return [
      {
        ...{ row, field: fieldOf(column, layout) },
        message: `Row ${row} gives the shot "${name}" the cut ${shownCut(cut)}, and row ${first.row} ${shownCut(first.cut)}`,
        suggestion: 'Give a shot the same cut in all its rows',
      },
    ];
  });
}
