import { describe, expect, it } from 'vitest';
import { groupOf, grown, type Summary, summarised, type Told } from '../../../shared/domain/notification-groups.ts';
import { notificationsFor } from '../../../shared/domain/notifications.ts';
import { makeEvent } from '../../support/events.ts';

function toldOf(fields: Parameters<typeof makeEvent>[0] = {}): Told {
  const event = makeEvent(fields);
  const [draft] = notificationsFor(event, { supervisors: [], isPerson: (one) => one === 'user_ann' });
  if (!draft) throw new Error('Nobody is told');
  return { event, draft };
}
const about = { shot: 'SH0020', task: 'lighting', artist: 'user_ann' };
const toStatus = (to: string, entityId: string, others = {}) =>
  toldOf({ entityId, changes: { status: { from: 'not_started', to } }, ...others });
const ofPriority = (entityId: string, others = {}) =>
  toldOf({ entityId, changes: { priority: { from: 'low', to: 'high' } }, ...others });

function summaryOf(all: Told[]) {
  const tasks = new Set<string>();
  const summary = all.reduce<Summary | undefined>((before, told) => {
    const isFurther = !tasks.has(told.event.entityId);
    tasks.add(told.event.entityId);
    return grown(before, told, isFurther);
  }, undefined);
  return summarised(summary as Summary);
}

describe('what one notification says of many', () => {
  it('is the event’s own words where it is one', () => {
    expect(summaryOf([toStatus('review', 'a')])).toEqual(toStatus('review', 'a').draft);
  });

  it('is the status that all went to, and the sequence that all are in', () => {
    const inSequence = { about: { ...about, sequence: 'sq0010' } };
    expect(summaryOf([toStatus('review', 'a', inSequence), toStatus('review', 'b', inSequence)])).toMatchObject({
      ...{ userId: 'user_ann', type: 'task_updated', priority: 'medium', message: '2 tasks in sq0010 moved to Review' },
      data: { projectId: 'SWA', taskIds: ['a', 'b'], count: 2, newStatus: 'review', changedFields: ['status'] },
    });
    expect(summaryOf([toStatus('review', 'a', inSequence), toStatus('review', 'b')]).message).toBe(
      '2 tasks in SWA moved to Review',
    );
  });

  it('is the fields where they did not all go to one', () => {
    const { message, data } = summaryOf([toStatus('review', 'a'), ofPriority('c'), toStatus('review', 'b')]);
    expect(message).toBe('3 tasks in SWA changed: priority, status');
    expect(data).not.toHaveProperty('newStatus');
    expect(summaryOf([toStatus('review', 'a'), toStatus('final', 'b')]).message).toBe('2 tasks in SWA changed: status');
  });

  it('is how many are one’s own now, with the first twenty by id', () => {
    const all = Array.from({ length: 49 }, (_, index) =>
      toldOf({ entityId: `t${index}`, changes: { artist: { from: 'Unassigned', to: 'user_ann' } } }),
    );
    const { message, data, priority } = summaryOf(all);
    expect({ message, priority }).toEqual({ message: '49 tasks in SWA were assigned to you', priority: 'high' });
    const taskIds = Array.from({ length: 20 }, (_, index) => `t${index}`);
    expect(data).toEqual({ projectId: 'SWA', count: 49, taskId: 't9', taskIds });
  });

  it('counts a task once, and says where it is now, whatever came first', () => {
    const later = { at: '2025-08-29T10:00:30.000Z', revision: 3 };
    const all = [toStatus('final', 'a', later), toStatus('review', 'a')];
    expect(summaryOf(all)).toEqual(toStatus('final', 'a', later).draft);
    const changed = summaryOf([ofPriority('a'), toStatus('final', 'a', later)]);
    expect(changed).toMatchObject({
      message: 'The Lighting task for SH0020 changed: priority, status',
      data: { taskId: 'a', changedFields: ['priority', 'status'], newStatus: 'final' },
    });
  });

  it('is how many comments there are', () => {
    const comment = (revision: number) =>
      toldOf({ ...{ type: 'comment.added', entity: 'comment', entityId: `a/c${revision}` }, changes: {}, about });
    const summary = grown(grown(undefined, comment(1), true), comment(2), false);
    expect(summarised(summary).message).toBe('2 new comments on the Lighting task for SH0020');
  });
});

describe('what belongs together', () => {
  const one = groupOf(toStatus('review', 'a'));

  it('is what one person did within a minute, or in one bulk', () => {
    expect(groupOf(ofPriority('b', { at: '2025-08-29T10:00:59.999Z' }))).toBe(one);
    const actor = { userId: 'user_sue', requestId: 'req_1', ip: '', bulkId: '0bulk' };
    const early = groupOf(toStatus('review', 'a', { actor }));
    expect(groupOf(toStatus('review', 'b', { actor, at: '2025-08-29T12:00:00.000Z' }))).toBe(early);
    expect(early).not.toBe(one);
  });

  it.each([
    ['later', { at: '2025-08-29T10:01:00.000Z' }],
    ['by somebody else', { actor: { userId: 'user_tom', requestId: 'req_2', ip: '' } }],
    ['in another project', { projectId: 'RGD' }],
    ['of another type', { changes: { artist: { from: null, to: 'user_ann' } } }],
  ])('is not what happens %s', (_, fields) => {
    expect(groupOf(toldOf(fields))).not.toBe(one);
  });
});
