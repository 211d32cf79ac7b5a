import { expect, it } from 'vitest';
import { deadlineOccasion, deadlineSpan } from '../../../shared/domain/deadlines.ts';
import { groupOf } from '../../../shared/domain/notification-groups.ts';
import { notificationsFor, occasionId } from '../../../shared/domain/notifications.ts';

const now = new Date('2025-08-29T10:00:00.000Z');
const statuses = [
  { name: 'review', category: 'active' as const },
  { name: 'final', category: 'done' as const },
];
const task = {
  ...{ id: 'task', projectId: 'SWA', revision: 7, status: 'review' },
  about: { shot: 'SH0020', task: 'lighting', artist: 'user_ann' },
};
const occasion = (deadline: string, fields = {}, at = now) =>
  deadlineOccasion('demo', { ...task, deadline, ...fields }, { statuses }, at);

it('a deadline is looked at a day before and after', () => {
  expect(deadlineSpan(now)).toEqual({ from: '2025-08-28T10:00:00.000Z', to: '2025-08-30T10:00:00.000Z' });
});

it.each([
  ['2025-08-29T10:00:00.001Z', 'deadline_near', 'Lighting task for SH0020 is due within 24 hours'],
  ['2025-08-29T10:00:00.000Z', 'deadline_passed', 'Lighting task for SH0020 is past its deadline'],
])('%s is told as %s, to the artist and the supervisors', (deadline, type, message) => {
  const found = occasion(deadline);
  const drafts = found && notificationsFor(found, { supervisors: ['user_sue'], isPerson: () => true });
  expect(drafts?.map(({ userId }) => userId)).toEqual(['user_ann', 'user_sue']);
  expect(drafts?.[0]).toMatchObject({ type, message, data: { taskId: 'task', projectId: 'SWA', deadline } });
});

it('nothing is told of a task that is done', () => {
  expect(occasion('2025-08-29T12:00:00.000Z', { status: 'final' })).toBeUndefined();
});

it('is the same occasion, in the same group, whenever it is found', () => {
  const deadline = '2025-08-29T12:00:00.000Z';
  const both = [occasion(deadline), occasion(deadline, { revision: 8 }, new Date(now.getTime() + 900_000))];
  const told = both.flatMap((event) =>
    event ? notificationsFor(event, { supervisors: [], isPerson: () => true }).map((draft) => ({ event, draft })) : [],
  );
  expect(new Set(told.map(({ event }) => occasionId(event))).size).toBe(1);
  expect(new Set(told.map(groupOf)).size).toBe(1);
  expect(occasionId(occasion('2025-08-29T12:30:00.000Z') as NonNullable<(typeof both)[0]>)).not.toBe(
    occasionId(told[0]?.event as NonNullable<(typeof both)[0]>),
  );
});
