import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ImportError } from './import-error.ts';
import { isJsonObject, type Json } from './json.ts';

const files = { projects: 'project_configs.json', tasks: 'tasks.json' } as const;

/** Under which names their records may be: those of the database, and those that exports of the API have. */
const patterns = {
  projects: /^(project_configs|projects|(.+-)?project)\.json$/,
  tasks: /^(.+-)?tasks\.json$/,
  versions: /^(.+-)?versions\.json$/,
} as const;

export interface Database {
  projects: Json[];
  tasks: Json[];
  versions: Json[];
  /** Other JSON files of the folder, with how many records each has (none where that cannot be told). */
  notImported: { file: string; records?: number }[];
  /** Which of the two that a database has is not there. */
  missing: string[];
}

/** The records of a list, or of an answer of the API. */
function recordsIn(content: Json, file: string): Json[] {
  if (Array.isArray(content)) return content;
  const { data, pagination } = isJsonObject(content) ? content : {};
  if (isJsonObject(pagination) && pagination.hasMore === true)
    throw new ImportError(`${file} is one page of several; put all of their records into one list.`);
  if (Array.isArray(data)) return data;
  if (isJsonObject(data)) return [data];
  throw new ImportError(`${file} must hold a list of records, as in [ {…}, {…} ].`);
}

async function readRecords(folder: string, file: string): Promise<Json[]> {
  const text = await readFile(join(folder, file), 'utf8');
  let content: Json;
  try {
    content = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new ImportError(`${file} is not valid JSON: ${(error as Error).message}`);
  }
  return recordsIn(content, file);
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
  const matching = (pattern: RegExp) => names.filter((name) => pattern.test(name)).sort();
  const [projects, tasks, versions] = [patterns.projects, patterns.tasks, patterns.versions].map(matching) as [
    string[],
    string[],
    string[],
  ];
  const missing = [...(projects.length > 0 ? [] : [files.projects]), ...(tasks.length > 0 ? [] : [files.tasks])];
  if (missing.length === 2) throw new ImportError(`There is no ${files.projects} and no ${files.tasks} in ${folder}.`);
  const recordsOf = async (from: string[]) => (await Promise.all(from.map((file) => readRecords(folder, file)))).flat();
  const known = [...projects, ...tasks, ...versions];
  const others = names.filter((name) => name.endsWith('.json') && !known.includes(name));
  return {
    projects: await recordsOf(projects),
    tasks: await recordsOf(tasks),
    versions: await recordsOf(versions),
    notImported: await Promise.all(others.sort().map((file) => counted(folder, file))),
    missing,
  };
}
