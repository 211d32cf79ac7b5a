import { readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Environment } from '../../shared/manifest/environment.ts';
import { OperatorProblem } from './problem.ts';

/** What a stack of this machine tells the commands that work on it. */
export interface Running {
  pid: number;
  url: string;
  /** That of its functions, with where its database is. */
  environment: Environment & { AWS_ENDPOINT_URL_DYNAMODB: string; AWS_REGION: string };
}

const fileIn = (dataDir: string) => join(resolve(dataDir), 'running.json');

/** Says in the data folder that a stack runs on it; the result takes that back. */
export async function announce(dataDir: string, running: Running): Promise<() => void> {
  const file = fileIn(dataDir);
  await writeFile(file, `${JSON.stringify(running, undefined, 2)}\n`, { mode: 0o600 });
  return () => rmSync(file, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The stack that runs on a data folder. @throws OperatorProblem when none does */
export function runningOn(dataDir: string): Running {
  const nothing = `Nothing runs on the data folder ${resolve(dataDir)}`;
  const whatElse = 'start it with `npm start`, set MONTU_DATA_DIR to its folder, or name a stage with --stage.';
  if (dataDir === ':memory:')
    throw new OperatorProblem('A stack that keeps nothing (MONTU_DATA_DIR=:memory:) takes no commands.');
  let running: Running;
  try {
    running = JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as Running;
  } catch {
    throw new OperatorProblem(`${nothing}: ${whatElse}`);
  }
  if (isAlive(running.pid)) return running;
  throw new OperatorProblem(`${nothing} any more (process ${running.pid} has ended): ${whatElse}`);
}
