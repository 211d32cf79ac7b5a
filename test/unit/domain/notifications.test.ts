import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventTypes } from '../../../shared/domain/events.ts';
import { grown, notificationsFor, type Summary, summarised } from '../../../shared/domain/notifications.ts';
import { makeEvent } from '../../support/events.ts';

const people = ['user_ann', 'user_bob', 'user_sue', 'user_tom'];
const isPerson = (artist: string) => people.includes(artist);
const assigned = (to: string, from = 'Unassigned') => ({ artist: { from, to } });

function toldOf(fields: Parameters<typeof makeEvent>[0], supervisors = ['user_sue', 'user_tom']) {
  return notificationsFor(makeEvent(fields), supervisors, isPerson).map(({ userId, type }) => `${userId} ${type}`);
}

const by = (userId: string) => ({ actor: { userId, requestId: 'req_1', ip: '127.0.0.1' } });

describe('who hears of a change of a task', () => {
  it('is its artist, and the project’s supervisors but the one who did it', () => {
    expect(toldOf({})).toEqual(['user_ann task_updated', 'user_tom task_updated']);
  });

  it('is not the artist who did it', () => {
    expect(toldOf(by('user_ann'))).toEqual(['user_sue task_updated', 'user_tom task_updated']);
  });

  it('is an artist who supervises only once', () => {
    expect(toldOf({ about: { artist: 'user_tom' } })).toEqual(['user_tom task_updated']);
  });

  it('is nobody where hours were entered, and nothing else changed', () => {
    const hours = { actualTimeLogged: { from: 1, to: 2.5 } };
    expect(toldOf({ changes: hours })).toEqual([]);
    expect(toldOf({ changes: { ...hours, priority: { from: 'low', to: 'high' } } })).not.toEqual([]);
  });

  it('is no free name, and nobody of a task without an artist', () => {
    expect(toldOf({ about: { artist: 'Someone Else' } })).toEqual(['user_tom task_updated']);
    expect(toldOf({ about: {} })).toEqual(['user_tom task_updated']);
  });
});

describe('who hears of an assignment', () => {
  it('is the new artist, of that and not of the change besides', () => {
    expect(toldOf({ changes: assigned('user_ann') })).toEqual(['user_ann task_assigned', 'user_tom task_updated']);
  });

  it('is the first artist of a new task, and no one else', () => {
    expect(toldOf({ type: 'task.created', changes: assigned('user_ann') })).toEqual(['user_ann task_assigned']);
  });

  it('is not who takes a task', () => {
    expect(toldOf({ ...by('user_ann'), changes: assigned('user_ann') })).toEqual([
      'user_sue task_updated',
      'user_tom task_updated',
    ]);
  });

  it('is nobody when it goes to a free name', () => {
    expect(toldOf({ changes: assigned('Someone Else'), about: { artist: 'Someone Else' } }, [])).toEqual([]);
  });
});

const told = ['task.created', 'task.updated', 'version.published', 'comment.added'];
it.each(eventTypes.filter((type) => !told.includes(type)))('nobody hears of %s', (type) => {
  const entity = type.startsWith('project') ? 'project' : 'task';
  expect(toldOf({ type, entity, changes: assigned('user_ann') })).toEqual([]);
});

it('nobody hears of their own act or of one thing twice, whatever happens', () => {
  const person = fc.constantFrom(...people, 'Someone Else', 'Unassigned');
  const event = fc.record({ actor: fc.constantFrom(...people), artist: person, to: fc.option(person) });
  fc.assert(
    fc.property(event, fc.subarray(people), ({ actor, artist, to }, supervisors) => {
      const changes = { status: { from: 'a', to: 'b' }, ...(to && assigned(to)) };
      const drafts = notificationsFor(makeEvent({ ...by(actor), about: { artist }, changes }), supervisors, isPerson);
      const told = drafts.map(({ userId }) => userId);
      expect(told).not.toContain(actor);
      expect(new Set(told).size).toBe(told.length);
      const concerned = [artist, to, ...supervisors].filter((one) => one && isPerson(one) && one !== actor);
      expect(new Set(told)).toEqual(new Set(concerned));
    }),
  );
});

describe('what a notification says', () => {
  it('is the product’s words for a status', () => {
    expect(notificationsFor(makeEvent(), [], isPerson)).toEqual([
      {
        userId: 'user_ann',
        type: 'task_updated',
        title: 'Task Status Changed',
        message: 'Lighting task for SH0020 moved to In Progress',
        data: {
          taskId: 'ep00_sq0010_sh0020_lighting',
          projectId: 'SWA',
          oldStatus: 'not_started',
          newStatus: 'in_progress',
          changedFields: ['status'],
          revision: 2,
        },
        priority: 'medium',
      },
    ]);
  });

  it('names the fields of any other change', () => {
    const changes = { frameRange: { from: null, to: {} }, priority: { from: 'low', to: 'high' } };
    const [draft] = notificationsFor(makeEvent({ changes }), [], isPerson);
    expect(draft).toMatchObject({
      title: 'Task Updated',
      message: 'Lighting task for SH0020 changed: frame range, priority',
      data: { changedFields: ['frameRange', 'priority'] },
    });
    expect(draft?.data).not.toHaveProperty('newStatus');
  });

  it('greets a new artist', () => {
    const [draft] = notificationsFor(makeEvent({ changes: assigned('user_ann') }), [], isPerson);
    expect(draft).toMatchObject({
      type: 'task_assigned',
      priority: 'high',
      message: 'Lighting task for SH0020 is yours now',
    });
  });
});

describe('what one notification says of many', () => {
  const told = (fields: Parameters<typeof makeEvent>[0], id: string) => {
    const [draft] = notificationsFor(makeEvent({ entityId: id, ...fields }), [], isPerson);
    if (!draft) throw new Error('Nobody is told');
    return draft;
  };
  const summaryOf = (drafts: ReturnType<typeof told>[]) => {
    const summary = drafts.reduce<Summary | undefined>(grown, undefined);
    return summarised(drafts.at(-1) as ReturnType<typeof told>, summary as Summary);
  };
  const toStatus = (to: string, id: string) => told({ changes: { status: { from: 'not_started', to } } }, id);

  it('is the event’s own words where it is one', () => {
    expect(summaryOf([toStatus('review', 'a')])).toEqual(toStatus('review', 'a'));
  });

  it('is the status that all went to', () => {
    expect(summaryOf([toStatus('review', 'a'), toStatus('review', 'b')])).toMatchObject({
      ...{ userId: 'user_ann', type: 'task_updated', priority: 'medium', message: '2 tasks in SWA moved to Review' },
      data: { projectId: 'SWA', taskIds: ['a', 'b'], count: 2, newStatus: 'review', changedFields: ['status'] },
    });
  });

  it('is the fields where they did not all go to one', () => {
    const priority = told({ changes: { priority: { from: 'low', to: 'high' } } }, 'c');
    const { message, data } = summaryOf([toStatus('review', 'a'), priority, toStatus('review', 'b')]);
    expect(message).toBe('3 tasks in SWA changed: priority, status');
    expect(data).not.toHaveProperty('newStatus');
    expect(summaryOf([toStatus('review', 'a'), toStatus('final', 'b')]).message).toBe('2 tasks in SWA changed: status');
  });

  it('is how many are one’s own now, with the first twenty by id', () => {
    const drafts = Array.from({ length: 49 }, (_, index) => told({ changes: assigned('user_ann') }, `t${index}`));
    const { message, data, priority } = summaryOf(drafts);
    expect({ message, priority }).toEqual({ message: '49 tasks in SWA were assigned to you', priority: 'high' });
    expect(data).toEqual({
      projectId: 'SWA',
      count: 49,
      taskIds: Array.from({ length: 20 }, (_, index) => `t${index}`),
    });
  });
});

describe('who hears of a comment', () => {
  const comment = (fields: Parameters<typeof makeEvent>[0] & { from?: string[] | null; to?: string[] } = {}) => {
    const { from = null, to = [], about, ...event } = fields;
    return makeEvent({
      ...{ type: 'comment.added', entity: 'comment', entityId: 'ep00_sq0010_sh0020_lighting/comment_1', revision: 1 },
      ...{ changes: { text: { from: null, to: '(personal)' }, mentions: { from, to } }, ...event },
      about: { taskId: 'ep00_sq0010_sh0020_lighting', shot: 'SH0020', task: 'lighting', artist: 'user_ann', ...about },
    });
  };
  const toldOfComment = (fields: Parameters<typeof comment>[0]) =>
    notificationsFor(comment(fields), ['user_tom'], isPerson).map(({ userId, type }) => `${userId} ${type}`);

  it('is the artist, the thread and whoever is mentioned, each once, and no supervisor for that', () => {
    const about = { thread: ['user_bob', 'user_sue', 'user_ann'] };
    expect(toldOfComment({ about, to: ['user_bob'] })).toEqual(['user_bob mention', 'user_ann comment_added']);
  });

  it('is not its author, even if they mention themselves', () => {
    expect(toldOfComment({ ...by('user_ann'), to: ['user_ann'] })).toEqual([]);
  });

  it('of an edited one is who was not mentioned before', () => {
    const edit = { type: 'comment.edited' as const, about: { thread: ['user_bob'] } };
    expect(toldOfComment({ ...edit, from: ['user_tom'], to: ['user_tom', 'user_bob'] })).toEqual(['user_bob mention']);
    expect(toldOfComment({ ...edit, from: ['user_tom'], to: [] })).toEqual([]);
  });

  it('reads nothing of it in the notification', () => {
    expect(notificationsFor(comment(), [], isPerson)).toEqual([
      {
        ...{ userId: 'user_ann', type: 'comment_added', title: 'New Comment', priority: 'medium' },
        message: 'New comment on the Lighting task for SH0020',
        data: { taskId: 'ep00_sq0010_sh0020_lighting', projectId: 'SWA', commentId: 'comment_1' },
      },
    ]);
  });
});

describe('who hears of a published version', () => {
  const about = { taskId: 'ep00_sq0010_sh0020_lighting', version: 'v007', shot: 'SH0020', task: 'lighting' };
  const publication = (artist: string, actor = 'user_bob') =>
    notificationsFor(
      makeEvent({ type: 'version.published', entity: 'version', ...by(actor), about: { ...about, artist } }),
      ...[['user_sue', 'user_tom'], isPerson],
    );
  const told = (artist: string, actor?: string) => publication(artist, actor).map(({ userId }) => userId);

  it('is the task’s artist and the project’s supervisors, each once, and not who did it', () => {
    expect(told('user_ann')).toEqual(['user_ann', 'user_sue', 'user_tom']);
    expect(told('user_tom', 'user_sue')).toEqual(['user_tom']);
    expect(told('Someone Else', 'user_tom')).toEqual(['user_sue']);
  });

  it('reads which one of what', () => {
    expect(publication('user_ann')[0]).toEqual({
      ...{ userId: 'user_ann', type: 'version_published', title: 'Version Published', priority: 'medium' },
      message: 'v007 of Lighting task for SH0020 was published',
      data: { taskId: about.taskId, version: 'v007', projectId: 'SWA' },
    });
  });

  it('is not told once more that the task has it; but that it has an earlier one again, or none', () => {
    const change = (from: string | null, to: string | null) => toldOf({ changes: { publishedVersion: { from, to } } });
    for (const from of [null, 'v006']) expect(change(from, 'v007')).toEqual([]);
    for (const to of [null, 'v005'])
      expect(change('v006', to)).toEqual(['user_ann task_updated', 'user_tom task_updated']);
    const others = { publishedVersion: { from: null, to: 'v007' }, status: { from: 'a', to: 'b' } };
    expect(toldOf({ changes: others })).toHaveLength(2);
  });
});
