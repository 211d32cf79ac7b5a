import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allOperations } from '../../../../shared/contract/index.ts';
import type { Operation } from '../../../../shared/contract/operation.ts';
import { task, taskFields, taskOperations, unassigned } from '../../../../shared/contract/tasks.ts';
import { v2 } from '../../../../shared/contract/versions/v2.ts';
import type { Adapter } from '../../../../shared/contract/versions/version.ts';

const adapterOf = ({ id }: Operation) => v2.adapters.get(id) as Required<Adapter>;
const { createTask, updateTask, listTasks, bulkTasks, getTask, listTaskHistory } = taskOperations;

const name = fc.stringMatching(/^[a-z]{1,12}$/);
const fields = fc
  .record({ artist: fc.oneof(name, fc.constant(unassigned)), task: name, shot: name, milestoneNote: fc.string() })
  .map((some) => taskFields.parse({ projectId: 'SWA', ...some }));

/** A task as it is stored, of such fields. */
const taskOf = (some: ReturnType<typeof taskFields.parse>) =>
  task.parse({
    ...some,
    ...{ id: 'a', sequenceClean: '', shotClean: '', episodeClean: '', revision: 1, createdBy: null, updatedBy: null },
    ...{ createdAt: '2025-08-29T10:00:00.000Z', updatedAt: '2025-08-29T10:00:00.000Z', archivedAt: null },
  });

const down = (operation: Operation, data: unknown) => adapterOf(operation).data.down(data as never);
function up(operation: Operation, body: unknown) {
  const { schema, up: toEarlier } = adapterOf(operation).body;
  return toEarlier(schema.parse(body) as never);
}

describe('a task in v2', () => {
  it('is what v1 has, with assignees and department, and comes back as it was', () => {
    fc.assert(
      fc.property(fields, (some) => {
        const shown = down(getTask, taskOf(some)) as Record<string, unknown>;
        expect(adapterOf(getTask).data.schema?.parse(shown)).toEqual(shown);
        expect(shown).not.toHaveProperty('artist');
        expect(shown).not.toHaveProperty('task');
        expect(shown).toMatchObject({
          assignees: some.artist === unassigned ? [] : [some.artist],
          department: some.task,
        });
        const kept = Object.keys(some).map((key) => ({ artist: 'assignees', task: 'department' })[key] ?? key);
        const sent = Object.fromEntries(kept.map((key) => [key, shown[key]]));
        expect(taskFields.parse(up(createTask, sent))).toEqual(taskFields.parse(some));
      }),
      { numRuns: 30 },
    );
  });

  it('is patched in part: what is absent stays absent, and nobody is an empty list or null', () => {
    expect(up(updateTask, { status: 'review' })).toEqual({ status: 'review' });
    expect(up(updateTask, { assignees: ['mika'], department: 'comp' })).toEqual({ artist: 'mika', task: 'comp' });
    expect(up(updateTask, { assignees: [] })).toEqual({ artist: unassigned });
    expect(up(updateTask, { assignees: null })).toEqual({ artist: unassigned });
  });

  it('has the old names no more, and one assignee at most', () => {
    const { schema } = adapterOf(updateTask).body;
    for (const body of [{ artist: 'mika' }, { task: 'comp' }, { assignees: 'mika' }, { assignees: ['a', 'b'] }]) {
      expect(schema.safeParse(body).success, JSON.stringify(body)).toBe(false);
    }
  });

  it('is changed among others in a bulk', () => {
    const data = { projectId: 'SWA', shot: 'SH0010', department: 'comp', assignees: ['mika'] };
    const operations = [
      { op: 'create', id: 'one', data },
      { op: 'update', id: 'two', data: { assignees: [] } },
      { op: 'archive', id: 'three' },
    ];
    expect(up(bulkTasks, { operations })).toEqual({
      operations: [
        { op: 'create', id: 'one', data: expect.objectContaining({ artist: 'mika', task: 'comp' }) },
        { op: 'update', id: 'two', data: { artist: unassigned } },
        { op: 'archive', id: 'three' },
      ],
    });
  });

  it('is filtered, sorted and cut by its own names', () => {
    const { schema, up: toEarlier } = adapterOf(listTasks).query;
    const asked = {
      projectId: 'SWA',
      assignees: 'mika,me',
      department: 'comp',
      sort: 'assignees',
      fields: 'department',
    };
    const told = toEarlier(schema.parse(asked) as never);
    expect(told).toMatchObject({ artist: ['mika', 'me'], task: ['comp'], sort: 'artist', fields: ['task'] });
    expect(told).not.toHaveProperty('assignees');
    expect(schema.safeParse({ artist: 'mika' }).success).toBe(false);
    expect(schema.safeParse({ sort: 'artist' }).success).toBe(false);
    expect(down(listTasks, { id: 'a', artist: 'mika' })).toEqual({ id: 'a', assignees: ['mika'] });
  });

  it('tells its history, its faults and conflicts in the same words', () => {
    const changes = { artist: { old: unassigned, new: 'mika' }, task: { old: 'fx', new: 'comp' } };
    expect(down(listTaskHistory, { revision: 2, changes })).toEqual({
      revision: 2,
      changes: { assignees: { old: [], new: ['mika'] }, department: { old: 'fx', new: 'comp' } },
    });
    const { fieldName, fieldValue } = adapterOf(updateTask);
    expect(['artist', 'operations.3.data.task', 'taskTypes', 'status'].map((path) => fieldName(path))).toEqual([
      ...['assignees', 'operations.3.data.department', 'taskTypes', 'status'],
    ]);
    expect(fieldName('artist', 'UNKNOWN_FIELD')).toBe('artist');
    const details = [{ field: 'operations.0.data.artist', code: 'INVALID_VALUE', message: 'is nobody' }];
    const conflicts = [{ field: 'artist', current: unassigned, yours: 'mika' }];
    const results = [{ index: 0, id: 'a', status: 412, error: { details, conflicts } }];
    expect(down(bulkTasks, { failed: 1, results: [...results, { index: 1 }] })).toEqual({
      failed: 1,
      results: [
        {
          ...results[0],
          error: {
            details: [{ ...details[0], field: 'operations.0.data.assignees' }],
            conflicts: [{ field: 'assignees', current: [], yours: ['mika'] }],
          },
        },
        { index: 1 },
      ],
    });
    // a field of the project's own, which may be called so
    expect(fieldName('operations.3.data.customFields.artist')).toBe('operations.3.data.customFields.artist');
    expect([fieldValue('artist', 'mika'), fieldValue('artist', unassigned), fieldValue('status', 'review')]).toEqual([
      ...[['mika'], [], 'review'],
    ]);
  });
});

describe('v2', () => {
  it('leaves no answer with a task as it was in v1', () => {
    const without = allOperations.filter(({ id, answer }) => {
      const now = v2.adapters.get(id)?.data?.schema ?? ('data' in answer ? answer.data : undefined);
      return now !== undefined && now === task;
    });
    expect(without.map(({ id }) => id)).toEqual([]);
  });
});
