import { describe, expect, it } from 'vitest';
import { categoryOf, listsWith, usedValues } from '../../../local/import/lists.ts';

describe('listsWith', () => {
  const used = usedValues([{ task: 'Composite', status: 'waiting_for_client', milestone: 'scene_building' }]);

  it('adds what the tasks use to the lists of the source, and tells', () => {
    const { lists, added } = listsWith({ taskTypes: ['comp'], milestones: ['not_started'] }, undefined, used);
    expect(lists.taskTypes).toEqual(['comp', 'Composite']);
    expect(lists.milestones).toEqual(['not_started', 'scene_building']);
    expect(lists.statuses).toContainEqual({ name: 'waiting_for_client', category: 'todo' });
    expect(lists.statuses).toContainEqual({ name: 'final', category: 'done' });
    expect(lists.priorityLevels).toEqual(['low', 'medium', 'high', 'urgent']);
    expect(added).toEqual([
      'statuses: waiting_for_client (todo)',
      'milestones: scene_building',
      'task_types: Composite',
    ]);
  });

  it('keeps what the API has, in its order, and adds what only the source has', () => {
    const existing = { taskTypes: ['fx', 'Composite'], statuses: [{ name: 'waiting_for_client', category: 'active' }] };
    const { lists, added } = listsWith({ taskTypes: ['comp', 'fx'] }, existing, used);
    expect(lists.taskTypes).toEqual(['fx', 'Composite', 'comp']);
    expect(lists.statuses).toEqual(existing.statuses);
    expect(added).toEqual(['milestones: scene_building']);
  });
});

it.each([
  ['client_approved', 'done'],
  ['not_approved', 'todo'],
  ['retake', 'active'],
  ['Omitted', 'cancelled'],
  ['zebra', 'todo'],
])('%s probably means %s', (status, category) => {
  expect(categoryOf(status)).toBe(category);
});
