import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { allFunctions } from '../../../infra/catalogue.ts';
import { createInvoke } from '../../../local/invoke.ts';

/** A folder of functions with these modules in it. */
async function functionsFolder(modules: Record<string, string>): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), 'montu-functions-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [path, code] of Object.entries(modules)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), code);
  }
  return pathToFileURL(`${folder}/`);
}

it('runs endpoints, consumers and the unknown route by their ids, with a context of their own', async () => {
  const code = `export const handler = async (event, context) => ({
    event, name: context.functionName, id: context.awsRequestId, left: context.getRemainingTimeInMillis(),
    arn: context.invokedFunctionArn,
  });`;
  const folder = await functionsFolder({
    'tasks/get-task.ts': code,
    'realtime/notifier.ts': code,
    'system/unknown-route.ts': code,
  });
  const invoke = createInvoke({ folder });
  const ids = ['getTask', 'notifier', 'unknownRoute'];
  const results = (await Promise.all(ids.map((id) => invoke(id, { id })))) as Record<string, unknown>[];
  expect(results.map(({ event, name }) => [event, name])).toEqual(ids.map((id) => [{ id }, id]));
  expect(new Set(results.map(({ id }) => id)).size).toBe(3);
  expect(results[0]).toMatchObject({ arn: expect.stringMatching(/^arn:aws:lambda:.+:function:getTask$/) });
  // as long as they have in AWS
  for (const [index, id] of ids.entries()) {
    const deployed = allFunctions.find((fn) => fn.id === id)?.timeoutSeconds;
    expect(Math.ceil(Number(results[index]?.left) / 1_000), id).toBe(deployed);
  }
});

it('passes event and result as JSON', async () => {
  const folder = await functionsFolder({
    'system/get-health.ts': `export const handler = async (event) => {
      event.changed = true;
      return { at: new Date(0), gone: undefined, keys: Object.keys(event) };
    };`,
    'system/get-openapi.ts': 'export const handler = async () => undefined;',
  });
  const invoke = createInvoke({ folder });
  const event = { a: 1, b: undefined };
  expect(await invoke('getHealth', event)).toEqual({ at: '1970-01-01T00:00:00.000Z', keys: ['a', 'changed'] });
  expect(event).toEqual({ a: 1, b: undefined });
  expect(await invoke('getOpenapi', {})).toBeNull();
});

it('rejects with what a handler throws, at its timeout, and for a function there is none of', async () => {
  const folder = await functionsFolder({
    'system/get-health.ts': "export const handler = async () => { throw new TypeError('broken'); };",
    'system/get-openapi.ts': 'export const handler = () => new Promise(() => {});',
    'tasks/get-task.ts': "throw new Error('does not load');",
  });
  const invoke = createInvoke({ folder, timeoutMs: 40 });
  await expect(invoke('getHealth', {})).rejects.toThrow(TypeError);
  await expect(invoke('getOpenapi', {})).rejects.toThrow(/^[0-9a-f-]{36} Task timed out after 0.04 seconds$/);
  await expect(invoke('getTask', {})).rejects.toThrow('does not load');
  await expect(invoke('listTasks', {})).rejects.toThrow('list-tasks.ts');
  await expect(invoke('toString', {})).rejects.toThrow('There is no function "toString"');
});

it('runs many at once', async () => {
  const folder = await functionsFolder({
    'system/get-health.ts': `let running = 0, open;
    const gate = new Promise((resolve) => { open = resolve; });
    export const handler = async () => {
      running += 1;
      if (running === 100) open();
      await gate;
      return running;
    };`,
  });
  const invoke = createInvoke({ folder });
  const results = await Promise.all(Array.from({ length: 100 }, () => invoke('getHealth', {})));
  expect(results).toEqual(Array.from({ length: 100 }, () => 100));
});
