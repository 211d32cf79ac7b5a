import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import WebSocket from 'ws';

/** A headless Chromium with one page. */
export interface Browser {
  /** Runs an expression in the page, and waits for what it gives. */
  run<T>(expression: string): Promise<T>;
  /** A command of the DevTools protocol for the page, such as `Page.navigate`. */
  command<T>(method: string, params?: object): Promise<T>;
  /** How long the page's main thread has computed until now, in milliseconds of its own time. */
  busy(): Promise<number>;
  stop(): Promise<void>;
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The Chromium of this machine, or of MONTU_CHROMIUM; undefined where there is none. */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const files = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [process.env.MONTU_CHROMIUM, ...files].find((file) => file !== undefined && isExecutable(file));
}

// it asks nobody, and a sandbox of its own it cannot have where tests are root
const flags = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update'],
  '--remote-debugging-port=0',
];

/** Speaks the DevTools protocol. */
async function connectTo(address: string) {
  const socket = new WebSocket(address);
  await once(socket, 'open');
  const waiting = new Map<number, PromiseWithResolvers<never>>();
  let last = 0;
  socket.on('message', (data) => {
    const { id, result, error } = JSON.parse(String(data));
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error) asked?.reject(new Error(error.message));
    else asked?.resolve(result as never);
  });
  return {
    ask<T>(method: string, params: object = {}, sessionId?: string): Promise<T> {
      last += 1;
      const asked = Promise.withResolvers<never>();
      waiting.set(last, asked);
      socket.send(JSON.stringify({ id: last, method, params, ...(sessionId && { sessionId }) }));
      return asked.promise;
    },
  };
}

/** Opens a page in a browser of its own. */
export async function openBrowser(chromium: string, url: string): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'browser-'));
  const child = spawn(chromium, [...flags, `--user-data-dir=${profile}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  const { promise: listening, resolve, reject } = Promise.withResolvers<string>();
  createInterface({ input: child.stderr }).on('line', (line) => {
    const [, address] = /^DevTools listening on (\S+)/.exec(line) ?? [];
    if (address) resolve(address);
  });
  child.once('error', reject);
  child.once('exit', () => reject(new Error('The browser has ended')));
  const { ask } = await connectTo(await listening);
  const { targetId } = await ask<{ targetId: string }>('Target.createTarget', { url });
  const { sessionId } = await ask<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
  return {
    async run<T>(expression: string): Promise<T> {
      const params = { expression, awaitPromise: true, returnByValue: true };
      const { result, exceptionDetails } = await ask<{
        result: { value: T };
        exceptionDetails?: { exception?: { description?: string }; text: string };
      }>('Runtime.evaluate', params, sessionId);
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    },
    command: (method, params) => ask(method, params, sessionId),
    async busy() {
      await ask('Performance.enable', { timeDomain: 'threadTicks' }, sessionId);
      const { metrics } = await ask<{ metrics: { name: string; value: number }[] }>(
        'Performance.getMetrics',
        {},
        sessionId,
      );
      return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000;
    },
    async stop() {
      child.kill('SIGKILL');
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}
