import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { project, projectFields, projectOperations } from '../../../../shared/contract/projects.ts';
import { task, taskFields, taskOperations } from '../../../../shared/contract/tasks.ts';
import { v0 } from '../../../../shared/contract/versions/v0.ts';
import type { Adapter } from '../../../../shared/contract/versions/version.ts';

const known = (id: string) => v0.adapters.get(id) as Required<Adapter>;
const routeTo = (path: string) => v0.routes.find((route) => route.path === path)?.adapter as Required<Adapter>;
const rewritten = (adapter: Required<Adapter>, body: unknown, query: object = {}) =>
  adapter.rewrite({ params: {}, query, body });
const { listTasks, createTask, updateTask, getTask } = taskOperations;

const stored = {
  ...{ revision: 3, createdBy: null, updatedBy: null, archivedAt: null },
  ...{ createdAt: '2025-08-04T11:48:47.186Z', updatedAt: '2025-08-15T23:39:32.464Z' },
};
const word = fc.stringMatching(/^[a-z]{1,10}$/);
const time = fc
  .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const fields = fc
  .record({
    ...{ shot: word, task: word, artist: word, milestoneNote: fc.string(), deadline: fc.option(time) },
    frameRange: fc.option(fc.nat(9_000).map((start) => ({ start, end: start + 9 }))),
    labels: fc.array(word, { maxLength: 3 }),
  })
  .map((some) => taskFields.parse({ projectId: 'SWA', ...some }));

const asRecord = (entity: unknown) => known(getTask.id).data.down(entity as never) as Record<string, unknown>;

describe('a task of the prototype', () => {
  it('is one flat record in snake_case, which comes back as it was', () => {
    fc.assert(
      fc.property(
        fields,
        fc.dictionary(fc.stringMatching(/^[a-z]{3,8}_x$/), fc.nat(), { maxKeys: 3 }),
        (some, extra) => {
          const entity = task.parse({
            ...{ ...some, ...stored, id: 'a', sequenceClean: 's', shotClean: 's', episodeClean: 'e' },
            importedFrom: { extra },
          });
          const record = asRecord(entity);
          expect(record).toMatchObject({ _id: 'a', project: 'SWA', milestone_note: some.milestoneNote, ...extra });
          expect(Object.keys(record).filter((key) => /[A-Z]/.test(key))).toEqual([]);
          const { body } = rewritten(known(createTask.id), record);
          expect(taskFields.extend({ id: task.shape.id }).parse(body)).toEqual({
            ...some,
            id: 'a',
            importedFrom: Object.keys(extra).length > 0 ? { extra } : null,
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('has times without a zone, which are in UTC', () => {
    const record = asRecord({ ...taskFields.parse({ projectId: 'SWA', shot: 's', task: 't' }), ...stored, id: 'a' });
    expect(record).toMatchObject({ _created_at: '2025-08-04T11:48:47.186000', start_time: null });
    const deadlines = ['2025-08-29T10:00:00', '2025-08-29T10:00:00.123456', '2025-08-29T10:00:00Z', 'soon'];
    expect(deadlines.map((deadline) => rewritten(known(updateTask.id), { deadline }).body)).toEqual([
      ...[{ deadline: '2025-08-29T10:00:00Z' }, { deadline: '2025-08-29T10:00:00.123456Z' }],
      ...[{ deadline: '2025-08-29T10:00:00Z' }, { deadline: 'soon' }],
    ]);
  });

  it('keeps fields that nobody declared, also one that is added', () => {
    const extra = { importedFrom: { extra: { camera_rig: 'A' } } };
    expect(rewritten(known(updateTask.id), { status: 'review', camera_rig: 'A' }).body).toEqual({
      status: 'review',
      ...extra,
    });
    const addField = routeTo('/tasks/{taskId}/add-field');
    expect(rewritten(addField, { camera_rig: 'A' }).body).toEqual(extra);
    expect(rewritten(addField, { field_name: 'camera_rig', field_value: 'A' }).body).toEqual(extra);
    expect(rewritten(addField, ['A']).body).toEqual(['A']);
  });

  it('may be sent back as it was read, with a change', () => {
    const entity = { ...taskFields.parse({ projectId: 'SWA', shot: 's', task: 't' }), ...stored, id: 'a' };
    const { body } = rewritten(known(updateTask.id), { ...asRecord(entity), status: 'review' });
    expect(updateTask.body.parse(body)).toMatchObject({ status: 'review', shot: 's' });
  });

  it('writes null for what it does not have, and for what it is to lose', () => {
    expect(rewritten(known(createTask.id), { shot: 's', episode: null }).body).toEqual({ shot: 's' });
    expect(rewritten(known(updateTask.id), { episode: null }).body).toEqual({ episode: null });
  });

  it('has its faults told by the names that were sent, whatever these are', () => {
    const paths = ['projectId', 'frameRange.start', 'importedFrom.extra.constructor', 'If-Match'];
    const told = ['project', 'frame_range.start', 'imported_from.extra.constructor', 'If-Match'];
    expect(paths.map((path) => known(updateTask.id).fieldName(path))).toEqual(told);
    expect(routeTo('/tasks/bulk-update').fieldName('operations.0.constructor')).toBe('0.constructor');
  });
});

describe('a list of the prototype', () => {
  const asked = (query: object) => rewritten(known(listTasks.id), undefined, query).query;

  it('goes on by page and page size, over all projects, in the order of creation', () => {
    const order = { sort: 'createdAt', order: 'asc', allProjects: 'true' };
    expect(asked({})).toEqual({ ...order, limit: '50', skip: '0' });
    expect(asked({ page: '3', page_size: '20' })).toEqual({ ...order, limit: '20', skip: '40' });
    expect(asked({ page: '2', page_size: '500' })).toEqual({ ...order, limit: '500', skip: '100' });
    expect(asked({ project: 'SWA', deadline_before: 'x' })).toMatchObject({ projectId: 'SWA', deadlineBefore: 'x' });
    // as v1 and the fields of a record call it
    expect(asked({ project_id: 'SWA' })).toMatchObject({ projectId: 'SWA' });
    expect(asked({ project_id: 'SWA' })).not.toHaveProperty('allProjects');
    for (const page of ['0', '-1', '1.5', 'one']) expect(() => asked({ page })).toThrow('whole number');
  });

  it('of projects adds up to statistics', () => {
    const projects = [{ taskCount: 4 }, { taskCount: 3 }];
    expect(routeTo('/stats').list(projects as never)).toEqual({
      database: { total_documents: 9, collections: { tasks: 7, project_configs: 2 } },
    });
  });
});

describe('a bulk update of the prototype', () => {
  const bulk = routeTo('/tasks/bulk-update');

  it('changes each task by itself', () => {
    expect(rewritten(bulk, [{ task_id: 'a', updates: { milestone_note: 'x', reel: 1 } }])).toEqual({
      params: {},
      query: { atomic: 'false' },
      body: {
        operations: [{ op: 'update', id: 'a', data: { milestoneNote: 'x', importedFrom: { extra: { reel: 1 } } } }],
      },
    });
    expect(() => rewritten(bulk, {})).toThrow('Must be a list');
  });

  it('tells how many were changed, and why the others were not', () => {
    const results = [{ id: 'a' }, { id: 'b', error: { message: 'There is no task "b" here.' } }];
    expect(bulk.data.down({ succeeded: 1, failed: 1, results } as never)).toEqual({
      ...{ message: 'Updated 1 of 2 tasks', updated_count: 1 },
      errors: [{ task_id: 'b', message: 'There is no task "b" here.' }],
    });
    expect(bulk.data.down({ succeeded: 1, failed: 0, results: [] } as never)).not.toHaveProperty('errors');
    expect(
      ['operations.0.id', 'operations.2.data.frameRange.start', 'operations.3.revision', 'operations', 'If-Match'].map(
        (at) => bulk.fieldName(at),
      ),
    ).toEqual(['0.task_id', '2.updates.frame_range.start', '3.revision', 'body', 'If-Match']);
  });
});

describe('a project of the prototype', () => {
  it('keeps keys that are data, and comes back as it was', () => {
    const adapter = known(projectOperations.createProject.id);
    const some = projectFields.parse({ name: 'Sky Wars', filenamePatterns: { maya_scene: '{shot_clean}.ma' } });
    const entity = project.parse({
      ...{ ...some, ...stored, id: 'SWA', taskCount: 0 },
      progress: { tasksByStatus: { not_started: 1 }, doneTasks: 0, openTasks: 1, percentDone: 0 },
    });
    const record = adapter.data.down(entity as never) as Record<string, unknown>;
    expect(record).toMatchObject({
      _id: 'SWA',
      drive_mapping: { working_files: 'V:' },
      filename_patterns: { maya_scene: '{shot_clean}.ma' },
      progress: { tasks_by_status: { not_started: 1 } },
    });
    const { id, ...body } = rewritten(adapter, record).body as { id: string };
    expect(id).toBe('SWA');
    expect(projectFields.parse(body)).toEqual(some);
  });
});
