import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type LoadOptions, LoadProblem, readOptions, usage } from './options.ts';

const folder = import.meta.dirname;
const artillery = join(folder, 'node_modules/artillery/bin/run');

async function run(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<number> {
  const child = spawn(command, args, { cwd: folder, stdio: 'inherit', env: { ...process.env, ...environment } });
  const [code] = await once(child, 'exit');
  return (code as number | null) ?? 1;
}

/** Artillery is larger than everything else here, so that only those who use it have it. */
async function install(): Promise<void> {
  if (existsSync(artillery)) return;
  console.log('Installing Artillery into artillery/node_modules: once, about 470 MB …');
  const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) throw new LoadProblem('Artillery could not be installed: npm ci in artillery/ says why.');
}

async function requireAnswer(url: string): Promise<void> {
  const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
  if (!answer) throw new LoadProblem(`Nothing answers at ${url}: start it first (npm start).`);
  if (!answer.ok) throw new LoadProblem(`${url}/health answers ${answer.status}: what runs there is not well.`);
}

/** Gives the exit code. Artillery's own checks (`ensure`) decide it. */
async function load({ scenario, url, studio, usernames, password }: LoadOptions): Promise<number> {
  await requireAnswer(url);
  await install();
  await mkdir(join(folder, 'report'), { recursive: true });
  const report = `report/${scenario}.json`;
  console.log(`${scenario} against ${url}; the report goes to artillery/${report}`);
  return run(process.execPath, [artillery, 'run', '--target', url, '--output', report, `${scenario}.yml`], {
    MONTU_LOAD_STUDIO: studio,
    MONTU_LOAD_USERNAMES: usernames.join(','),
    MONTU_LOAD_PASSWORD: password,
    // one thread makes this little load, and the stack may be on the same cores
    WORKERS: '1',
    ARTILLERY_DISABLE_TELEMETRY: 'true',
  });
}

try {
  const options = await readOptions(process.argv.slice(2), process.env);
  if (options) process.exitCode = await load(options);
  else console.log(usage);
} catch (error) {
  if (!(error instanceof LoadProblem)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
