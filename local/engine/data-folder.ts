import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartProblem } from './start-problem.ts';

/** Where a stack keeps its data and keys. */
export interface DataFolder {
  path: string;
  /** False for `:memory:`: the folder is a temporary one, for the keys, and goes at release. */
  keeps: boolean;
  release(): Promise<void>;
}

/** Takes a folder for this process alone; throws a StartProblem when another process has it. */
export async function takeDataFolder(dir: string): Promise<DataFolder> {
  if (dir === ':memory:') {
    const path = await mkdtemp(join(tmpdir(), 'montu-'));
    const remove = () => rmSync(path, { recursive: true, force: true });
    process.once('exit', remove);
    return {
      path,
      keeps: false,
      async release() {
        process.off('exit', remove);
        remove();
      },
    };
  }
  const path = resolve(dir);
  await mkdir(path, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    throw new StartProblem(
      `The data folder ${path} cannot be made (${error.code}): set MONTU_DATA_DIR to another one.`,
    );
  });
  const lock = lockFile(join(path, 'lock'));
  const pidFile = join(path, 'pid');
  if (!lock) {
    const pid = await readFile(pidFile, 'utf8').catch(() => 'unknown');
    throw new StartProblem(
      `The data folder ${path} is in use by process ${pid}: stop it, or set MONTU_DATA_DIR to another folder.`,
    );
  }
  await writeFile(pidFile, String(process.pid));
  return {
    path,
    keeps: true,
    async release() {
      await rm(pidFile, { force: true });
      lock.close();
    },
  };
}

function openLock(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file);
  } catch (error) {
    const why = (error as Error).message;
    throw new StartProblem(
      `The data folder ${dirname(file)} cannot be written to (${why}): set MONTU_DATA_DIR to another one.`,
    );
  }
}

/**
 * A lock that the operating system holds, so that it ends with its process however that ends, and a process id that
 * came round again means nothing. SQLite's is the one that Node has.
 */
function lockFile(file: string): DatabaseSync | undefined {
  const lock = openLock(file);
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch {
    lock.close();
    return undefined;
  }
}
