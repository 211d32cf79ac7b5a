import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventTypes } from '../../../shared/domain/events.ts';
import { type Audience, notificationsFor, sentNotification } from '../../../shared/domain/notifications.ts';
import { makeEvent } from '../../support/events.ts';

const people = ['user_ann', 'user_bob', 'user_sue', 'user_tom'];
const isPerson = (artist: string) => people.includes(artist);
const assigned = (to: string, from = 'Unassigned') => ({ artist: { from, to } });

const audience = (others: Partial<Audience> = {}): Audience => ({ supervisors: [], isPerson, ...others });

function toldOf(
  fields: Parameters<typeof makeEvent>[0],
  supervisors = ['user_sue', 'user_tom'],
  others: Partial<Audience> = {},
) {
  const drafts = notificationsFor(makeEvent(fields), audience({ supervisors, ...others }));
  return drafts.map(({ userId, type }) => `${userId} ${type}`);
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

const told = ['task.created', 'task.updated', 'version.published', 'version.submitted', 'comment.added'];
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
      const drafts = notificationsFor(
        makeEvent({ ...by(actor), about: { artist }, changes }),
        audience({ supervisors }),
      );
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
    expect(notificationsFor(makeEvent(), audience())).toEqual([
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
    const [draft] = notificationsFor(makeEvent({ changes }), audience());
    expect(draft).toMatchObject({
      title: 'Task Updated',
      message: 'Lighting task for SH0020 changed: frame range, priority',
      data: { changedFields: ['frameRange', 'priority'] },
    });
    expect(draft?.data).not.toHaveProperty('newStatus');
  });

  it('greets a new artist', () => {
    const [draft] = notificationsFor(makeEvent({ changes: assigned('user_ann') }), audience());
    expect(draft).toMatchObject({
      type: 'task_assigned',
      priority: 'high',
      message: 'Lighting task for SH0020 is yours now',
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
    notificationsFor(comment(fields), audience({ supervisors: ['user_tom'] })).map(
      ({ userId, type }) => `${userId} ${type}`,
    );

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
    expect(notificationsFor(comment(), audience())).toEqual([
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
      audience({ supervisors: ['user_sue', 'user_tom'] }),
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

describe('who hears of a review’s result', () => {
  const categoryOf = (status: string) =>
    (({ approved: 'done', in_progress: 'active', on_hold: 'todo', cancelled: 'cancelled' }) as const)[status];
  const moved = (from: string, to: string) =>
    toldOf({ changes: { status: { from, to } } }, ['user_tom'], { categoryOf });

  it.each([
    ['review', 'approved'],
    ['client_review', 'in_progress'],
    ['review', 'cancelled'],
    ['review', 'retake'],
  ])('is the artist, and the supervisors, of a task that goes from %s to %s', (from, to) => {
    expect(moved(from, to)).toEqual(['user_ann review_result', 'user_tom review_result']);
  });

  it.each([
    ['in_progress', 'approved'],
    ['review', 'on_hold'],
    ['review', 'client_review'],
  ])('is nobody where %s becomes %s, which is a change as any other', (from, to) => {
    expect(moved(from, to)).toEqual(['user_ann task_updated', 'user_tom task_updated']);
  });

  it('is who made the version, and the task’s artist, of a version that was approved or rejected', () => {
    const about = { taskId: 't', version: 'v007', artist: 'user_ann', author: 'user_bob', shot: 'SH1', task: 'comp' };
    const version = (to: string) =>
      notificationsFor(
        makeEvent({ type: 'version.updated', entity: 'version', about, changes: { status: { from: 'review', to } } }),
        audience(),
      );
    expect(version('rejected').map(({ userId, message }) => [userId, message])).toEqual([
      ['user_bob', 'v007 of Comp task for SH1 was rejected'],
      ['user_ann', 'v007 of Comp task for SH1 was rejected'],
    ]);
    expect(version('wip')).toEqual([]);
  });
});

describe('who watches, or has muted it', () => {
  const attentionTo = () => ({ watching: ['user_bob', 'user_tom'], muted: new Set(['user_ann']) });
  const heard = (fields: Parameters<typeof makeEvent>[0]) => toldOf(fields, ['user_ann'], { attentionTo });

  it('hears of it as its artist does, or not at all', () => {
    expect(heard({})).toEqual(['user_bob task_updated', 'user_tom task_updated']);
    expect(heard({ type: 'comment.added', entity: 'comment', changes: {} })).toEqual([
      'user_bob comment_added',
      'user_tom comment_added',
    ]);
  });

  it('hears of what is for them alone, muted or not', () => {
    expect(heard({ changes: assigned('user_ann') })[0]).toBe('user_ann task_assigned');
    const mentions = { mentions: { from: null, to: ['user_ann'] } };
    expect(heard({ type: 'comment.edited', entity: 'comment', changes: mentions })).toEqual(['user_ann mention']);
  });

  it('hears nothing of their own act, watching or not', () => {
    expect(heard(by('user_bob'))).toEqual(['user_tom task_updated']);
  });
});

it('a submission is told by itself, and not once more as a change of the task', () => {
  const about = { taskId: 't', version: 'v007', artist: 'user_ann', shot: 'SH1', task: 'comp' };
  expect(toldOf({ type: 'version.submitted', entity: 'version', about })).toEqual([
    'user_ann submission',
    'user_tom submission',
  ]);
  expect(toldOf({ changes: { clientSubmissionHistory: { from: [], to: [{}] } } })).toEqual([]);
});

describe('what somebody sends', () => {
  const now = new Date('2025-08-29T10:00:00.000Z');
  const fields = { userId: 'user_ann', type: 'announcement', title: 'Dailies', message: 'At ten.' } as const;
  const sent = (expiresAt?: string) =>
    sentNotification({ ...fields, data: {}, priority: 'low', expiresAt }, { id: 'notif_1', senderId: 'user_sue', now });

  it('lives for seven days, or as long as is said, and says who sent it', () => {
    expect(sent()).toMatchObject({ ...fields, isRead: false, data: { senderId: 'user_sue' } });
    expect(sent().expiresAt).toBe('2025-09-05T10:00:00.000Z');
    expect(sent('2025-11-27T10:00:00.000Z').expiresAt).toBe('2025-11-27T10:00:00.000Z');
  });

  it.each(['2025-08-29T10:00:00.000Z', '2025-11-27T10:00:00.001Z'])('does not live until %s', (expiresAt) => {
    expect(() => sent(expiresAt)).toThrow(expect.objectContaining({ code: 'VALIDATION_ERROR' }));
  });
});
