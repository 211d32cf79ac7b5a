import { describe, expect, it } from 'vitest';
import { projectAt } from '../../../../client/examples/board/model/address.ts';
import { connectionOf } from '../../../../client/examples/board/model/connection.ts';
import { choicesOf, matcherOf, noFilter } from '../../../../client/examples/board/model/filters.ts';
import { isAllowed, labelOf, statusesOf, statusOfKey } from '../../../../client/examples/board/model/statuses.ts';
import { waitingTasks } from '../../../../client/examples/board/model/waiting.ts';
import { isLate } from '../../../../client/examples/board/model/words.ts';
import type { Project } from '../../../../client/src/index.ts';
import { boardTask } from './board-task.ts';

const tasks = [
  boardTask({ id: 'a', sequence: 'sq10', artist: 'mika', status: 'review', milestoneNote: 'Darker sky' }),
  boardTask({ id: 'b', sequence: 'sq9', artist: 'noor', status: 'review' }),
  boardTask({ id: 'c', artist: 'mika' }),
];
const found = (filter: object) => tasks.filter(matcherOf({ ...noFilter, ...filter })).map(({ id }) => id);

describe('filters', () => {
  it('find what fits all of them', () => {
    expect(found({})).toEqual(['a', 'b', 'c']);
    expect(found({ artist: 'mika' })).toEqual(['a', 'c']);
    expect(found({ artist: 'mika', status: 'review' })).toEqual(['a']);
    expect(found({ sequence: 'sq9' })).toEqual(['b']);
  });

  it('find words in any case, order and field', () => {
    expect(found({ text: ' SKY  mika ' })).toEqual(['a']);
    expect(found({ text: 'sky noor' })).toEqual([]);
  });

  it('offer each value once, as people count', () => {
    expect(choicesOf(tasks, 'sequence')).toEqual(['sq9', 'sq10']);
    expect(choicesOf(tasks, 'artist')).toEqual(['mika', 'noor']);
  });
});

describe('the address', () => {
  it.each([
    ['B', 'B'],
    ['', 'A'],
    ['%zz', 'A'],
  ])('%j shows project %s', (hash, id) => {
    const projects = ['A', 'B'].map((one) => ({ id: one })) as Project[];
    expect(projectAt(projects, hash)?.id).toBe(id);
  });
});

describe('statuses', () => {
  const statuses = ['todo', 'wip', 'held'].map((name) => ({ name, category: 'todo' as const }));

  it('have a label, a shade within their category, and a key as far as digits go', () => {
    const project = { statuses: [...statuses, { name: 'not_needed', category: 'cancelled' as const }] };
    expect(statusesOf(project).at(1)).toMatchObject({ label: 'Wip', shade: 1, key: '2' });
    expect(statusesOf(project).at(3)).toMatchObject({ label: 'Not needed', shade: 0, key: '4' });
    const many = { statuses: Array.from({ length: 10 }, (_, at) => ({ name: `s${at}`, category: 'todo' as const })) };
    expect(statusesOf(many).map(({ key }) => key)).toEqual([...'123456789', undefined]);
    expect(labelOf('fx')).toBe('FX');
  });

  it('are set by their key, but not with Ctrl, which goes to another tab', () => {
    const all = statusesOf({ statuses });
    expect(statusOfKey(all, { key: '2', ctrlKey: false })).toBe(all[1]);
    expect(statusOfKey(all, { key: '2', ctrlKey: true })).toBeUndefined();
  });

  it('follow each other as the workflow says', () => {
    expect(isAllowed({ statusTransitions: null }, 'todo', 'held')).toBe(true);
    expect(isAllowed({ statusTransitions: null }, 'todo', 'todo')).toBe(false);
    expect(isAllowed({ statusTransitions: { todo: ['wip'] } }, 'todo', 'held')).toBe(false);
    expect(isAllowed({ statusTransitions: { todo: ['wip'] } }, 'wip', 'held')).toBe(true);
  });

  it('are late when the deadline is over and there is something to do', () => {
    const now = Date.parse('2025-09-05T12:00:00Z');
    expect(isLate({ deadline: '2025-09-05T11:00:00.000Z' }, 'active', now)).toBe(true);
    expect(isLate({ deadline: '2025-09-05T11:00:00.000Z' }, 'done', now)).toBe(false);
    expect(isLate({ deadline: '2025-09-05T13:00:00.000Z' }, 'active', now)).toBe(false);
    expect(isLate({ deadline: null }, 'active', now)).toBe(false);
  });
});

describe('what waits', () => {
  it('is for tasks, beside other things', () => {
    const entries = [
      { call: 'tasks.update', args: ['a', { status: 'approved' }] },
      { call: 'notifications.update', args: ['b', { isRead: true }] },
    ] as const;
    expect([...waitingTasks(entries)]).toEqual(['a']);
  });
});

describe('the connection', () => {
  it.each([
    ['open', true, 0, 'online', 'Live'],
    ['open', true, 1, 'online', 'Saving …'],
    ['waiting', true, 0, 'reconnecting', 'Reconnecting …'],
    ['connecting', true, 1, 'reconnecting', 'Reconnecting … · 1 change waits'],
    ['open', false, 2, 'offline', 'Offline · 2 changes wait'],
  ] as const)('that is %s, with a network: %s, with %i waiting', (status, isOnline, count, kind, text) => {
    expect(connectionOf(status, isOnline, count)).toEqual({ kind, text });
  });
});
