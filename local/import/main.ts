import { ApiClient } from './api-client.ts';
import { importDatabase } from './import-database.ts';
import { ImportError } from './import-error.ts';
import { mapDatabase } from './map-database.ts';
import { type ImportOptions, readOptions, usage } from './options.ts';
import { startProgress } from './progress.ts';
import { readFolder } from './read-folder.ts';
import { reportLines } from './report.ts';

const say = (text: string) => process.stdout.write(`${text}\n`);

async function run(options: ImportOptions): Promise<number> {
  const database = await readFolder(options.folder);
  const api = new ApiClient(options.url);
  await api.signIn(options);
  try {
    const me = await api.me();
    say(`Importing ${options.folder} into studio ${me.studio} at ${options.url} as ${me.username}.`);
    say('Times without an offset are read as UTC; the original texts are kept with each record.');
    for (const file of database.missing) say(`There is no ${file} in the folder.`);
    for (const { file, records } of database.notImported)
      say(`Not yet supported: ${file} (${records ?? 'unknown number of'} records), which is left aside.`);

    const plan = mapDatabase(database.projects, database.tasks, [me], database.versions);
    const progress = startProgress(plan.projects.length + plan.tasks.length + plan.versions.length);
    const result = await importDatabase(api, plan, { dryRun: options.dryRun, progress: progress.step }).finally(
      progress.stop,
    );
    const leftAside = database.notImported.reduce((sum, { records = 0 }) => sum + records, 0);
    for (const text of reportLines(result, { ...options, leftAside })) say(text);
    return result.failures.length > 0 ? 1 : 0;
  } finally {
    await api.signOut();
  }
}

async function main(): Promise<number> {
  try {
    const options = readOptions(process.argv.slice(2), process.env);
    if (options) return await run(options);
    say(usage);
    return 0;
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

process.exitCode = await main();
