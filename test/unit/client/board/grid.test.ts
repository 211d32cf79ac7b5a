import { describe, expect, it } from 'vitest';
import { columnsOf, gridOf } from '../../../../client/examples/board/model/grid.ts';
import { moved } from '../../../../client/examples/board/model/moves.ts';
import { boardTask } from './board-task.ts';

const cell = (task: Parameters<typeof boardTask>[0], isMatch = true) => ({
  ...{ task: boardTask(task), isMatch, isWaiting: false },
});
const shown = (...args: Parameters<typeof gridOf>) =>
  gridOf(...args).map(({ name, rows }) => [
    name,
    ...rows.map(({ shot, cells }) => `${shot}: ${cells.map((one) => one?.task.id ?? '-').join(' ')}`),
  ]);

describe('the grid', () => {
  it('has the departments that are used, in the order of the project, others last', () => {
    const tasks = ['comp', 'layout', 'matte'].map((task) => boardTask({ id: task, task }));
    expect(columnsOf({ taskTypes: ['layout', 'fx', 'comp'] }, tasks)).toEqual(['layout', 'comp', 'matte']);
  });

  it('orders sequences and shots as people count, and leaves places without a task', () => {
    const cells = [
      cell({ id: 'c', sequence: 'sq10', shot: 'SH10', task: 'comp' }),
      cell({ id: 'b', sequence: 'sq9', shot: 'SH20', task: 'comp' }),
      cell({ id: 'a', sequence: 'sq9', shot: 'SH3', task: 'fx' }),
    ];
    expect(shown(cells, ['fx', 'comp'])).toEqual([
      ['sq9', 'SH3: a -', 'SH20: - b'],
      ['sq10', 'SH10: - c'],
    ]);
  });

  it('gives a second task of one shot and department a row of its own, with a key of its own', () => {
    const cells = ['a', 'b'].map((id) => cell({ id, shot: 'SH1', task: 'comp' }));
    expect(shown(cells, ['comp'])).toEqual([['No sequence', 'SH1: a', 'SH1: b']]);
    const keys = gridOf(cells, ['comp']).flatMap(({ rows }) => rows.map(({ key }) => key));
    expect(new Set(keys).size).toBe(2);
  });

  it('keeps shots of which any task is looked for, whole', () => {
    const cells = [
      cell({ id: 'a', shot: 'SH1', task: 'fx' }, false),
      cell({ id: 'b', shot: 'SH1', task: 'comp' }),
      cell({ id: 'c', shot: 'SH2', task: 'comp' }, false),
      cell({ id: 'd', sequence: 'sq1', shot: 'SH3', task: 'comp' }, false),
    ];
    expect(shown(cells, ['fx', 'comp'])).toEqual([['No sequence', 'SH1: a b']]);
  });
});

describe('a move', () => {
  const size = { rows: 30, columns: 4 };

  it.each([
    ['ArrowDown', { row: 6, column: 2 }],
    ['ArrowUp', { row: 4, column: 2 }],
    ['ArrowLeft', { row: 5, column: 1 }],
    ['ArrowRight', { row: 5, column: 3 }],
    ['PageDown', { row: 15, column: 2 }],
    ['PageUp', { row: 0, column: 2 }],
    ['Home', { row: 5, column: 0 }],
    ['End', { row: 5, column: 3 }],
  ])('by %s', (key, expected) => {
    expect(moved({ row: 5, column: 2 }, key, size)).toEqual(expected);
  });

  it('stays within the grid, reaches its ends with Ctrl, and is none by other keys', () => {
    expect(moved({ row: 29, column: 3 }, 'ArrowDown', size)).toEqual({ row: 29, column: 3 });
    expect(moved({ row: 0, column: 0 }, 'ArrowLeft', size)).toEqual({ row: 0, column: 0 });
    expect(moved({ row: 5, column: 2 }, 'End', size, true)).toEqual({ row: 29, column: 3 });
    expect(moved({ row: 5, column: 2 }, 'Home', size, true)).toEqual({ row: 0, column: 0 });
    expect(moved({ row: 5, column: 2 }, '3', size)).toBeUndefined();
  });
});
