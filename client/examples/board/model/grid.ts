import type { Project, Task } from '../../../src/index.ts';

/** A task where its shot and its department cross. */
export interface Cell {
  task: Task;
  /** Whether it is looked for. */
  isMatch: boolean;
  /** Whether a change of it is not written yet. */
  isWaiting: boolean;
}

/** A shot with its tasks, a cell for each column. */
export interface Row {
  key: string;
  shot: string;
  cells: readonly (Cell | undefined)[];
}

/** A sequence with its shots. */
export interface Group {
  key: string;
  name: string;
  rows: Row[];
}

const collator = new Intl.Collator('en', { numeric: true });

/** The departments that have tasks, in the order of the project. */
export function columnsOf({ taskTypes }: Pick<Project, 'taskTypes'>, tasks: readonly Task[]): string[] {
  const used = new Set(tasks.map(({ task }) => task));
  return [...new Set([...taskTypes, ...used])].filter((type) => used.has(type));
}

const nameOf = ({ episode, sequence, type }: Task) =>
  [episode, sequence].filter(Boolean).join(' / ') || (type === 'asset' ? 'Assets' : 'No sequence');

/** Places tasks in rows; where two tasks of a shot share a department, the later one gets a row of its own. */
function rowsOf(cells: readonly Cell[], columns: readonly string[], key: string): Row[] {
  const rows: { key: string; shot: string; cells: (Cell | undefined)[] }[] = [];
  for (const cell of cells) {
    const { shot, task } = cell.task;
    const column = columns.indexOf(task);
    let row = rows.find((one) => one.shot === shot && !one.cells[column]);
    if (!row) {
      const twins = rows.filter((one) => one.shot === shot).length;
      row = { key: `${key}/${shot}/${twins}`, shot, cells: columns.map(() => undefined) };
      rows.push(row);
    }
    row.cells[column] = cell;
  }
  return rows;
}

/**
 * Shots by sequence, in the order of their names. A shot is there if any of its tasks is looked for.
 * @param columns as `columnsOf` gives them
 */
export function gridOf(cells: readonly Cell[], columns: readonly string[]): Group[] {
  const groups = Map.groupBy(cells, ({ task }) => nameOf(task));
  return [...groups]
    .sort(([a], [b]) => collator.compare(a, b))
    .map(([name, all]) => {
      const inOrder = [...Map.groupBy(all, ({ task }) => task.shot)].sort(([a], [b]) => collator.compare(a, b));
      const rows = inOrder.flatMap(([, ofShot]) => rowsOf(ofShot, columns, name));
      return { key: name, name, rows: rows.filter((row) => row.cells.some((cell) => cell?.isMatch)) };
    })
    .filter(({ rows }) => rows.length > 0);
}
