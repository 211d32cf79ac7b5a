import type * as z from 'zod';
import { invalidField } from '../errors.ts';
import { type Project, project, projectFields, projectOperations } from '../projects.ts';
import { type Task, task, taskFields, taskOperations } from '../tasks.ts';
import { isMembers, snakeCase, toCamelCase, toSnakeCase } from './snake-case.ts';
import type { Adapter, ApiVersion, Input } from './version.ts';

/**
 * v0: the prototype's API. snake_case, bare arrays and objects, `_id` and `project`, times without a zone (they are in
 * UTC), fields that nobody declared. Those are kept in `importedFrom.extra`, where an import keeps them too.
 */

const { listProjects, createProject, getProject, updateProject, archiveProject } = projectOperations;
const { listTasks, createTask, getTask, updateTask, archiveTask, bulkTasks } = taskOperations;

const names = new Map(
  Object.entries({
    ...{ id: '_id', project_id: 'project', created_at: '_created_at', updated_at: '_updated_at' },
    ...{ skip: 'page', limit: 'page_size' },
  }),
);
/** Headers, such as `If-Match`, are called the same everywhere. */
const nameOf = (name: string) => (name.includes('-') ? name : (names.get(snakeCase(name)) ?? snakeCase(name)));

/** What only the server writes: left aside, as PUT does. */
const ownNames = new Set([
  ...['_created_at', '_updated_at', 'created_at', 'updated_at', 'created_by', 'updated_by', 'archived_at', 'revision'],
  ...['sequence_clean', 'shot_clean', 'episode_clean', 'blocked_by', 'task_count', 'progress'],
]);

const times = ['start_time', 'deadline', 'created_at', 'updated_at', 'archived_at'];

/** `2025-08-29T10:00:00.000Z` → `2025-08-29T10:00:00.000000`, as Python writes a time without a zone. */
const naive = (value: unknown) => (typeof value === 'string' ? value.replace(/Z$/, '000') : value);

/** A time without a zone is one in UTC. */
const zoned = (value: unknown) =>
  typeof value === 'string' && /T\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(value) ? `${value}Z` : value;

/** A record of the prototype in v1's words; what v1 has no field for is kept beside. */
function earlierRecord(schema: z.ZodObject, record: Record<string, unknown>): Record<string, unknown> {
  const { _id: id, project: projectId, ...rest } = record;
  const known = new Set(Object.keys(schema.shape).map(snakeCase));
  const entries = Object.entries(rest).filter(([key]) => !ownNames.has(key));
  const declared = entries
    .filter(([key]) => known.has(key))
    .map(([key, value]) => [key, times.includes(key) ? zoned(value) : value] as const);
  const extra = entries.filter(([key]) => !known.has(key));
  return {
    ...(toCamelCase(schema, Object.fromEntries(declared)) as object),
    ...(id !== undefined && { id }),
    ...(projectId !== undefined && { projectId }),
    ...(extra.length > 0 && { importedFrom: { extra: Object.fromEntries(extra) } }),
  };
}

/** An entity of v1 as the prototype had it: one flat record. */
function laterRecord(schema: z.ZodObject, entity: Project | Task): object {
  const { importedFrom, ...rest } = entity;
  const snake = Object.entries(toSnakeCase(schema, rest) as object).map(([key, value]) => [
    nameOf(key),
    times.includes(key) ? naive(value) : value,
  ]);
  return { ...importedFrom?.extra, ...Object.fromEntries(snake) };
}

/** What is new needs no value for what it has not: the prototype wrote null there. */
const withoutNulls = (record: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));

/** A body that is no object is v1's to refuse. */
const bodyAs =
  (map: (record: Record<string, unknown>) => unknown) =>
  ({ params, query, body }: Input): Input => ({ params, query, body: isMembers(body) ? map(body) : body });

const words: Pick<Adapter, 'fieldName'> = { fieldName: (path) => path.split('.').map(nameOf).join('.') };

const taskData = { down: (entity: Task) => laterRecord(task, entity) };
const projectData = { down: (entity: Project) => laterRecord(project, entity) };
const archivedData = { down: ({ id }: { id: string }) => ({ message: `${id} was archived` }) };
/** Of a record as it was read, sent back as a change: what it is and whose stays. */
const changeOf = (schema: z.ZodObject) => (record: Record<string, unknown>) => {
  const { id: _, projectId: __, ...change } = earlierRecord(schema, record);
  return change;
};
const taskChange = changeOf(taskFields);
const created = (schema: z.ZodObject) => bodyAs((record) => withoutNulls(earlierRecord(schema, record)));

/** How many to pass over. @throws VALIDATION_ERROR */
function skipOf(page: unknown, size: unknown): string {
  const number = Number(page);
  if (Number.isInteger(number) && number >= 1) return String((number - 1) * Math.min(Number(size) || 0, 100));
  throw invalidField('page', 'OUT_OF_RANGE', 'Must be a whole number', 'At least 1');
}

/** Every task that the caller may see, in the order of creation; with v1's filters in snake_case. */
function pageOf({ params, query, body }: Input): Input {
  const { page = '1', page_size: limit = '50', project, ...filters } = query as Record<string, unknown>;
  const order = { sort: 'createdAt', order: 'asc' };
  const wanted = toCamelCase(listTasks.query, { projectId: project, ...filters }) as { projectId?: unknown };
  const all = wanted.projectId === undefined ? { allProjects: 'true' } : {};
  return { params, body, query: { ...order, ...wanted, ...all, limit, skip: skipOf(page, limit) } };
}

interface BulkResult {
  succeeded: number;
  failed: number;
  results: { id: string | null; error?: { message: string } | undefined }[];
}

const namesInBulk = new Map([
  ['id', 'task_id'],
  ['data', 'updates'],
]);

/** `[{ task_id, updates }]`: each by itself. */
const bulkUpdate: Adapter = {
  ...words,
  fieldName: (path) =>
    path
      .replace(/^operations\.?/, '')
      .split('.')
      .map((part) => namesInBulk.get(part) ?? nameOf(part))
      .join('.') || 'body',
  rewrite({ params, body }) {
    if (!Array.isArray(body)) {
      throw invalidField('body', 'INVALID_TYPE', 'Must be a list', 'A list of { "task_id": "…", "updates": { … } }');
    }
    const operations = body.map((one: unknown) => {
      if (!isMembers(one)) return one;
      const { task_id: id, updates, ...rest } = one;
      return { op: 'update', id, data: isMembers(updates) ? taskChange(updates) : updates, ...rest };
    });
    return { params, query: { atomic: 'false' }, body: { operations } };
  },
  data: {
    down: ({ succeeded, failed, results }: BulkResult) => ({
      message: `Updated ${succeeded} of ${succeeded + failed} tasks`,
      updated_count: succeeded,
      ...(failed > 0 && {
        errors: results.flatMap(({ id, error }) => (error ? [{ task_id: id, message: error.message }] : [])),
      }),
    }),
  },
};

/** Free fields: members of the body, or one as `{ field_name, field_value }`. */
const addField: Adapter = {
  ...words,
  rewrite: bodyAs((record) => {
    const { field_name: name, field_value: value, ...rest } = record;
    return taskChange(typeof name === 'string' ? { ...rest, [name]: value } : record);
  }),
  data: taskData,
};

/** What the studio's first hundred projects come to. */
const stats: Adapter = {
  ...words,
  rewrite: ({ params, body }) => ({ params, body, query: { limit: '100' } }),
  list(projects: Project[]) {
    const tasks = projects.reduce((sum, { taskCount }) => sum + taskCount, 0);
    const collections = { tasks, project_configs: projects.length };
    return { database: { total_documents: tasks + projects.length, collections } };
  },
};

const adapters = new Map<string, Adapter>([
  [
    listProjects.id,
    { ...words, rewrite: (raw) => ({ ...raw, query: { limit: '100', ...raw.query } }), data: projectData },
  ],
  [getProject.id, { ...words, data: projectData }],
  [createProject.id, { ...words, rewrite: created(projectFields), data: projectData }],
  [updateProject.id, { ...words, rewrite: bodyAs(changeOf(projectFields)), data: projectData }],
  [archiveProject.id, { ...words, data: archivedData }],
  [listTasks.id, { ...words, rewrite: pageOf, data: taskData }],
  [getTask.id, { ...words, data: taskData }],
  [createTask.id, { ...words, rewrite: created(taskFields), data: taskData }],
  [updateTask.id, { ...words, rewrite: bodyAs(taskChange), data: taskData }],
  [archiveTask.id, { ...words, data: archivedData }],
]);

export const v0: ApiVersion = {
  name: 'v0',
  bare: true,
  only: new Set(adapters.keys()),
  adapters,
  routes: [
    { method: 'PATCH', path: '/tasks/bulk-update', operation: bulkTasks, adapter: bulkUpdate },
    { method: 'POST', path: '/tasks/{taskId}/add-field', operation: updateTask, adapter: addField },
    { method: 'GET', path: '/stats', operation: listProjects, adapter: stats },
  ],
  deprecation: {
    since: new Date('2026-11-23T00:00:00Z'),
    sunset: new Date('2027-07-01T00:00:00Z'),
    successor: 'v1',
  },
};
