import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noProgress, progressOf, tallyOf } from '../../../shared/domain/progress.ts';
import { makeEvent } from '../../support/events.ts';
import { makeProject } from '../../support/production.ts';

const { statuses } = makeProject();

describe('progress', () => {
  it('is none without tasks', () => {
    expect(progressOf({}, statuses)).toEqual(noProgress);
    expect(progressOf({ cancelled: 3 }, statuses)).toMatchObject({ doneTasks: 0, openTasks: 0, percentDone: 0 });
  });

  it('is what is done of what is not cancelled, by the categories of the project', () => {
    const counts = { review: 3, not_started: 1, final: 1, approved: 1, cancelled: 9, of_no_list: 1 };
    expect(progressOf(counts, statuses)).toEqual({
      tasksByStatus: counts,
      ...{ doneTasks: 2, openTasks: 5, percentDone: 28.6 },
    });
    const other = statuses.map((status) =>
      status.name === 'review' ? { ...status, category: 'done' as const } : status,
    );
    expect(progressOf(counts, other)).toMatchObject({ doneTasks: 5, openTasks: 2, percentDone: 71.4 });
  });

  it('leaves out what is nothing, or less for a moment', () => {
    expect(progressOf({ review: 0, final: -2, approved: 1 }, statuses)).toEqual({
      tasksByStatus: { approved: 1 },
      ...{ doneTasks: 1, openTasks: 0, percentDone: 100 },
    });
  });

  it('has statuses in the order of the project, whatever order they are stored in', () => {
    const order = (counts: Record<string, number>) => Object.keys(progressOf(counts, statuses).tasksByStatus);
    expect(order({ zz: 1, final: 1, aa: 1, review: 1 })).toEqual(['review', 'final', 'aa', 'zz']);
  });
});

/** What becomes of a task in its life: its status, and whether it is archived. */
interface State {
  status: string;
  archivedAt: string | null;
}

const states = fc.array(
  fc.record({
    status: fc.constantFrom('a', 'b', 'c'),
    archivedAt: fc.constantFrom(null, null, 'then'),
  }),
  { minLength: 1, maxLength: 8 },
);

/** The events of a life, as the data layer writes them: of what did not change they say nothing. */
function eventsOf(life: readonly State[]) {
  return life.map((state, index) => {
    const before = life[index - 1];
    const changed = (['status', 'archivedAt'] as const).filter((name) => !before || before[name] !== state[name]);
    return makeEvent({
      type: before ? 'task.updated' : 'task.created',
      revision: index + 1,
      changes: Object.fromEntries(changed.map((name) => [name, { from: before?.[name] ?? null, to: state[name] }])),
      about: { status: state.status, ...(state.archivedAt !== null && { archived: true }) },
    });
  });
}

describe('the tally of events', () => {
  it('is in the end a recount, in any order', () => {
    fc.assert(
      fc.property(fc.array(states, { maxLength: 5 }), fc.infiniteStream(fc.nat()), (lives, keys) => {
        const all = lives.flatMap(eventsOf).map((event) => ({ event, key: keys.next().value }));
        const shuffled = all.sort((a, b) => a.key - b.key).map(({ event }) => event);
        const live = lives.map((life) => life.at(-1) as State).filter(({ archivedAt }) => archivedAt === null);
        const { tasks, byStatus } = tallyOf(shuffled);
        expect(tasks).toBe(live.length);
        const recount = Map.groupBy(live, ({ status }) => status);
        expect(byStatus).toEqual(new Map([...recount].map(([status, { length }]) => [status, length])));
      }),
    );
  });

  it('counts in every status that an event names, and none where one of an older version does not', () => {
    const gone = makeEvent({ type: 'task.archived', changes: { archivedAt: { from: null, to: 'then' } }, about: {} });
    expect(tallyOf([gone])).toEqual({ tasks: -1, byStatus: new Map() });
    expect(tallyOf([makeEvent()])).toEqual({
      tasks: 0,
      byStatus: new Map([
        ['not_started', -1],
        ['in_progress', 1],
      ]),
    });
  });

  it('is nothing for events of the project itself', () => {
    const changes = { archivedAt: { from: null, to: 'then' } };
    const event = makeEvent({ type: 'project.archived', entity: 'project', changes, about: {} });
    expect(tallyOf([event])).toEqual({ tasks: 0, byStatus: new Map() });
  });
});
