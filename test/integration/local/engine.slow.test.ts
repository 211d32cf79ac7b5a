import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { takeDataFolder } from '../../../local/engine/data-folder.ts';
import { startEngine } from '../../../local/engine/dynamodb.ts';
import { requireJava } from '../../../local/engine/java.ts';
import { requirePort } from '../../../local/engine/ports.ts';
import { StartProblem } from '../../../local/engine/start-problem.ts';
import { ensureTable } from '../../../local/engine/table.ts';
import { itemOf } from './fresh-table.ts';
import { endScripts, runScript } from './run-script.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engine-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  endScripts();
  await rm(folder, { recursive: true, force: true });
});

const answers = (endpoint: string) =>
  fetch(endpoint).then(
    () => true,
    () => false,
  );

describe('the engine', () => {
  it.each(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGUSR2'] as const)('ends when %s ends its process', async (signal) => {
    const holder = runScript(new URL('./hold-engine.ts', import.meta.url));
    const endpoint = await holder.line('http://');
    expect(await answers(endpoint)).toBe(true);
    holder.child.kill(signal);
    await vi.waitFor(async () => expect(await answers(endpoint)).toBe(false), 5_000);
  });

  it('keeps its data in a folder between starts', async () => {
    const first = await startEngine({ folder });
    const client = new DynamoDBClient({ endpoint: first.endpoint });
    await ensureTable(client, 'kept');
    await client.send(new PutItemCommand({ TableName: 'kept', Item: itemOf({ pk: 'a', sk: 'b' }) }));
    await first.stop();
    expect(await answers(first.endpoint)).toBe(false);

    const second = await startEngine({ folder });
    const again = new DynamoDBClient({ endpoint: second.endpoint });
    const { Item } = await again.send(new GetItemCommand({ TableName: 'kept', Key: itemOf({ pk: 'a', sk: 'b' }) }));
    await second.stop();
    expect(Item).toEqual(itemOf({ pk: 'a', sk: 'b' }));
  });
});

describe('Java', () => {
  async function fakeJava(version: string) {
    const file = join(folder, 'java');
    await writeFile(file, `#!/bin/sh\necho 'openjdk version "${version}"' >&2\n`);
    await chmod(file, 0o755);
    vi.stubEnv('PATH', folder);
  }

  it.each(['17.0.15', '25', '21.0.1-ea'])('may be %s', async (version) => {
    await fakeJava(version);
    await expect(requireJava()).resolves.toBeUndefined();
  });

  it.each([
    ['1.8.0_402', 'this is Java 8'],
    ['11.0.2', 'this is Java 11'],
  ])('may not be %s', async (version, words) => {
    await fakeJava(version);
    await expect(requireJava()).rejects.toThrow(words);
  });

  it('is asked for in one sentence where there is none', async () => {
    vi.stubEnv('PATH', folder);
    const problem = await requireJava().catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(StartProblem);
    expect((problem as Error).message).toMatch(/^Java 17 or later .* was not found: install it.*[^.]\.$/);
  });
});

describe('the data folder', () => {
  it('belongs to one process at a time, and says to which', async () => {
    const holder = runScript(new URL('./hold-folder.ts', import.meta.url), [folder]);
    await holder.line('taken');
    const problem = await takeDataFolder(folder).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(StartProblem);
    expect((problem as Error).message).toContain(`in use by process ${holder.child.pid}:`);
  });

  it('is free again when its process is gone, even by SIGKILL', async () => {
    const holder = runScript(new URL('./hold-folder.ts', import.meta.url), [folder]);
    await holder.line('taken');
    holder.child.kill('SIGKILL');
    await holder.ended;
    const taken = await takeDataFolder(folder);
    await expect(takeDataFolder(folder)).rejects.toThrow(`in use by process ${process.pid}:`);
    await taken.release();
    await (await takeDataFolder(folder)).release();
  });

  it('must be one that can be written to', async () => {
    await mkdir(join(folder, 'lock'));
    const problem = await takeDataFolder(folder).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(StartProblem);
    expect((problem as Error).message).toContain(`${folder} cannot be written to`);
  });

  it('is a temporary one when nothing is to be kept', async () => {
    const taken = await takeDataFolder(':memory:');
    await writeFile(join(taken.path, 'key'), 'secret');
    expect(taken.keeps).toBe(false);
    await taken.release();
    await expect(readdir(taken.path)).rejects.toThrow('ENOENT');
  });

  it('must be a folder', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(takeDataFolder(join(folder, 'file'))).rejects.toBeInstanceOf(StartProblem);
  });
});

describe('a port', () => {
  it('that is taken is a clear sentence', async () => {
    const port = Number(new URL(inject('engine')).port);
    await expect(requirePort(port)).rejects.toThrow(`Port ${port} is already in use.`);
    await expect(requirePort(port)).rejects.toBeInstanceOf(StartProblem);
  });
});
