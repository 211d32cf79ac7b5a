import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { takeDataFolder } from '../../../local/engine/data-folder.ts';
import { endScripts, runScript } from './run-script.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'main-'));
});

afterEach(async () => {
  endScripts();
  await rm(folder, { recursive: true, force: true });
});

const start = (env: NodeJS.ProcessEnv) =>
  runScript(new URL('../../../local/main.ts', import.meta.url), [], {
    ...process.env,
    MONTU_DATA_DIR: folder,
    PORT: '0',
    ...env,
  });

describe('npm start', () => {
  it.each(['http', '-1', '65536', '80.5', '1e3'])('does not take %s as PORT', async (PORT) => {
    const { code, lines } = await start({ PORT }).ended;
    expect(lines).toEqual([`PORT is "${PORT}", which is not a number from 0 to 65535: correct it, or leave it out.`]);
    expect(code).toBe(1);
  });

  it('says that its port is taken', async () => {
    const { port } = new URL(inject('engine'));
    const { code, lines } = await start({ PORT: port }).ended;
    expect(lines).toEqual([expect.stringContaining(`Port ${port} is already in use.`)]);
    expect(code).toBe(1);
  });

  it('says that its data folder is in use', async () => {
    const taken = await takeDataFolder(folder);
    const { code, lines } = await start({}).ended;
    await taken.release();
    expect(lines).toEqual([expect.stringContaining(`in use by process ${process.pid}:`)]);
    expect(code).toBe(1);
  });

  it.each(['garbage', 'http://127.0.0.1:9'])('says that no database answers at %s', async (endpoint) => {
    const { code, lines } = await start({ AWS_ENDPOINT_URL_DYNAMODB: endpoint }).ended;
    expect(lines.at(-1)).toMatch(new RegExp(`^No DynamoDB answers at ${endpoint} \\(.+\\): start it`));
    expect(code).toBe(1);
  });

  it('says that Java is missing, and leaves the folder free', async () => {
    const { code, lines } = await start({ PATH: folder }).ended;
    expect(lines.at(-1)).toMatch(/^Java 17 or later/);
    expect(code).toBe(1);
    await (await takeDataFolder(folder)).release();
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)('can be ended by %s while it starts, with its engine', async (signal) => {
    const run = start({});
    const line = await run.line('The database runs at ');
    const endpoint = line.replace('The database runs at ', '');
    run.child.kill(signal);
    await run.ended;
    await vi.waitFor(() => expect(fetch(endpoint)).rejects.toThrow(), 5_000);
    await (await takeDataFolder(folder)).release();
  });
});
