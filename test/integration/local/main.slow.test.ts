import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { endScripts, runScript } from './run-script.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'main-'));
});

afterAll(async () => {
  endScripts();
  await rm(folder, { recursive: true, force: true });
});

const start = () =>
  runScript(new URL('../../../local/main.ts', import.meta.url), [], {
    ...process.env,
    MONTU_DATA_DIR: folder,
    PORT: '0',
    MONTU_DEMO_PASSWORD: '',
  });

const addressIn = (line: string) => /http:\/\/[^ ]+/.exec(line)?.[0] ?? '';

describe('npm start, with a data folder', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('serves the demo until %s, and nothing of it is left', async (signal) => {
    const run = start();
    const engine = addressIn(await run.line('The database runs at '));
    const ready = await run.line('Montu is ready at ');
    expect(ready).toMatch(/^Montu is ready at http:\/\/localhost:\d+ .*\/docs .*ws:.*admin.*rival.*montu-demo-studio$/);
    const url = addressIn(ready);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect((await fetch(`${url}/docs/`)).status).toBe(200);
    const answer = await fetch(`${url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password: 'montu-demo-studio', studio: 'demo' }),
    });
    expect(answer.status).toBe(200);

    run.child.kill(signal);
    const { code, lines } = await run.ended;
    expect(code).toBe(0);
    expect(lines.at(-1)).toBe('Montu has stopped');
    await expect(fetch(url)).rejects.toThrow();
    await vi.waitFor(() => expect(fetch(engine)).rejects.toThrow(), 5_000);
  });
});
