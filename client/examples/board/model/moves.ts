/** A place in the grid, both from 0. */
export interface Place {
  row: number;
  column: number;
}

/** How far PageUp and PageDown go. */
const page = 10;

const steps: Record<string, (at: Place, last: Place, isFar: boolean) => Place> = {
  ArrowUp: ({ row, column }) => ({ row: row - 1, column }),
  ArrowDown: ({ row, column }) => ({ row: row + 1, column }),
  ArrowLeft: ({ row, column }) => ({ row, column: column - 1 }),
  ArrowRight: ({ row, column }) => ({ row, column: column + 1 }),
  PageUp: ({ row, column }) => ({ row: row - page, column }),
  PageDown: ({ row, column }) => ({ row: row + page, column }),
  Home: ({ row }, _last, isFar) => ({ row: isFar ? 0 : row, column: 0 }),
  End: ({ row }, last, isFar) => ({ row: isFar ? last.row : row, column: last.column }),
};

const within = (value: number, last: number) => Math.max(0, Math.min(value, last));

/**
 * Where a key leads from a place, within the grid.
 * @param size how many rows and columns there are
 * @param isFar with Ctrl: Home and End go to the ends of the grid
 * @returns undefined where the key is none that moves
 */
export function moved(at: Place, key: string, size: { rows: number; columns: number }, isFar = false) {
  const last = { row: size.rows - 1, column: size.columns - 1 };
  const next = steps[key]?.(at, last, isFar);
  return next && { row: within(next.row, last.row), column: within(next.column, last.column) };
}
