import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ImportError } from './import-error.ts';
import type { Json } from './json.ts';

const files = { projects: 'project_configs.json', tasks: 'tasks.json' } as const;

export interface Database {
  projects: Json[];
  tasks: Json[];
  /** Other JSON files of the folder, with how many records each has (none where that cannot be told). */
  notImported: { file: string; records?: number }[];
  /** Which of the two files is not there. */
  missing: string[];
}

async function readRecords(folder: string, file: string): Promise<Json[]> {
  const text = await readFile(join(folder, file), 'utf8');
  let content: Json;
  try {
    content = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new ImportError(`${file} is not valid JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(content)) throw new ImportError(`${file} must hold a list of records, as in [ {…}, {…} ].`);
  return content;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read as a folder';
    throw new ImportError(`The folder ${folder} ${why}.`);
  }
}

/** A file that is not imported must not stop an import either. */
async function counted(folder: string, file: string): Promise<{ file: string; records?: number }> {
  const records = await readRecords(folder, file).catch(() => undefined);
  return { file, ...(records && { records: records.length }) };
}

/** Reads a Montu JSON database: a folder with one file a collection. */
export async function readFolder(folder: string): Promise<Database> {
  const names = await namesIn(folder);
  const known: string[] = Object.values(files);
  const missing = known.filter((file) => !names.includes(file));
  if (missing.length === 2) throw new ImportError(`There is no ${files.projects} and no ${files.tasks} in ${folder}.`);
  const recordsOf = async (file: string) => (names.includes(file) ? readRecords(folder, file) : []);
  const others = names.filter((name) => name.endsWith('.json') && !known.includes(name));
  return {
    projects: await recordsOf(files.projects),
    tasks: await recordsOf(files.tasks),
    notImported: await Promise.all(others.sort().map((file) => counted(folder, file))),
    missing,
  };
}
