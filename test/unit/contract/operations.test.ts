import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorTable } from '../../../shared/contract/errors.ts';
import { allOperations, operations } from '../../../shared/contract/index.ts';
import { fileName, routePath } from '../../../shared/contract/operation.ts';
import { permissions } from '../../../shared/contract/permissions.ts';
import { bulkOperation } from '../../../shared/contract/tasks.ts';
import { operationsOf, versions } from '../../../shared/contract/versions/index.ts';

const named = allOperations.map((operation) => [operation.id, operation] as const);
const parametersOf = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);

describe('every operation', () => {
  it('stands under its id', () => {
    expect(Object.entries(operations).filter(([key, { id }]) => key !== id)).toEqual([]);
  });

  it('has an address of its own', () => {
    const addresses = allOperations.map((operation) => `${operation.method} ${routePath(operation)}`);
    expect(new Set(addresses).size).toBe(addresses.length);
  });
});

it('no task can have an id that is an address of the API', () => {
  const paths = versions.flatMap((version) => operationsOf(version).map(({ path }) => path));
  const names = new Set(paths.flatMap((path) => /^\/tasks\/([\w-]+)$/.exec(path)?.[1] ?? []));
  expect(names).toContain('facets');
  const task = { projectId: 'SWA', shot: 'SH0010', task: 'comp' };
  for (const id of names) {
    expect(operations.createTask.body.safeParse({ ...task, id }).success, id).toBe(false);
    expect(bulkOperation.safeParse({ op: 'create', id, data: task }).success, id).toBe(false);
  }
});

/** The patterns of texts anywhere in a schema of which it would be told as they are, and not in words. */
function wordlessPatterns(part: unknown, seen = new Set<unknown>()): string[] {
  if (typeof part !== 'object' || part === null || seen.has(part)) return [];
  seen.add(part);
  const { _zod: zod } = part as { _zod?: { def: { format?: string; pattern?: RegExp; error?: unknown } } };
  const inside = Object.values(zod?.def ?? part).flatMap((one) => wordlessPatterns(one, seen));
  const isWordless = zod?.def.format === 'regex' && zod.def.error === undefined;
  return isWordless ? [String(zod.def.pattern), ...inside] : inside;
}

describe.each(named)('%s', (id, operation) => {
  const { answer, path, params, access, method, body, query, errors = [] } = operation;

  it('is handled in the file of its name', () => {
    const file = `functions/${operation.domain}/${fileName(id)}.ts`;
    expect(existsSync(new URL(`../../../${file}`, import.meta.url))).toBe(true);
  });

  it('declares exactly the parameters in its path', () => {
    expect(Object.keys(params?.shape ?? {}).sort()).toEqual(parametersOf(path).sort());
  });

  it('says in words what a text must be', () => {
    expect([params, query, body].flatMap((schema) => wordlessPatterns(schema))).toEqual([]);
  });

  it('names what it answers with, for the documentation', () => {
    const data = 'data' in answer ? answer.data : undefined;
    expect(answer.kind === 'empty' ? 'none' : data?.meta()?.id).toEqual(expect.any(String));
  });

  it('asks for a permission that there is, and reads without changing', () => {
    expect(['public', 'signedIn', ...permissions]).toContain(access);
    if (method === 'GET') expect(operation.uses ?? []).not.toContain('tableWrite');
    if (method === 'GET') expect(body).toBeUndefined();
  });

  it('declares errors that there are, each once', () => {
    for (const code of errors) expect(errorTable).toHaveProperty(code);
    expect(new Set(errors).size).toBe(errors.length);
  });

  it('takes no parameter or field that it does not know', () => {
    const stranger = { strangerToAll: 1 };
    for (const schema of [query, operation.bodyType ? undefined : body]) {
      const issues = schema?.safeParse(stranger).error?.issues ?? [];
      if (schema) expect(issues.map((issue) => issue.code)).toContain('unrecognized_keys');
    }
  });

  it('pages its list; of a search there is only the best', () => {
    const parameters = operation.id === 'search' ? ['limit'] : ['limit', 'cursor'];
    if (answer.kind === 'list') expect(Object.keys(query?.shape ?? {})).toEqual(expect.arrayContaining(parameters));
  });
});

it('the tag of an entity moves with its revision, and of a project with its count too', () => {
  const tag = (operation: { answer: object }, data: object) =>
    (operation.answer as { etag(data: object): string }).etag(data);
  expect(tag(operations.getTask, { revision: 3 })).toBe('"3"');
  const statuses = [{ name: 'todo' }, { name: 'review' }];
  const counted = (tasksByStatus: object) =>
    tag(operations.getProject, { revision: 3, taskCount: 150, statuses, progress: { tasksByStatus } });
  expect(counted({})).toBe('"3.150"');
  expect(counted({ review: 150 })).toBe('"3.150.2.150"');
  expect(
    new Set([{ todo: 1 }, { review: 1 }, { gone: 1 }, { todo: 12 }, { todo: 1, review: 2 }].map(counted)).size,
  ).toBe(5);
});
