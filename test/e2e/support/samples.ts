import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
const run = promisify(execFile);

/** A block of code in a page of the docs; what stands behind its language says how it is to be run. */
export interface Sample {
  language: string;
  code: string;
  /** The line that it begins in. */
  line: number;
  /** The code of the error that it shows. */
  expected: string | undefined;
  /** Why it cannot be run. */
  notRun: string | undefined;
}

/** The blocks of a page: ```` ```sh ````, ```` ```sh expect=NOT_FOUND ````, ```` ```sh no-run: why ````. */
export function samplesOf(markdown: string): Sample[] {
  const blocks = markdown.matchAll(/^```(\w*)(?: +(.*))?\n([\s\S]*?)^```$/gm);
  return [...blocks].map(({ 1: language = '', 2: info = '', 3: code = '', index }) => ({
    ...{ language, code, line: markdown.slice(0, index).split('\n').length },
    expected: /^expect=([A-Z_]+)$/.exec(info)?.[1],
    notRun: /^no-run: (.+)$/.exec(info)?.[1],
  }));
}

/** The blocks of a page of the docs that are to be run. */
export async function runnableOf(page: string, language: string): Promise<Sample[]> {
  const samples = samplesOf(await readFile(join(root, page), 'utf8'));
  return samples.filter((sample) => sample.language === language && !sample.notRun);
}

/** A command that fails where the API answers with an error, but in a block that shows this very one. */
function commandOf({ code, line, expected }: Sample): string {
  if (!expected) return `echo "line ${line}" >&2\n${code}`;
  return `echo "line ${line}, which shows ${expected}" >&2
mayFail=1
shown=$(${code.trim()})
mayFail=
grep -q '"${expected}"' <<< "$shown"`;
}

/** Only what hangs takes so long; several at once on a busy machine take 30 s. */
const timeout = 100_000;

/**
 * Runs commands one after the other in one shell, which ends with the first that fails, and with an error of the API.
 * @returns what they said
 * @throws with what they said, and the line of the page
 */
export async function runShell(samples: Sample[], env: Record<string, string>, cwd: string): Promise<string> {
  const script = `set -o pipefail
mayFail=
curl() { if [ -n "$mayFail" ]; then command curl "$@"; else command curl --fail-with-body "$@"; fi; }
npx() { "$@"; }
${samples.map(commandOf).join('\n')}`;
  const { stdout } = await run('bash', ['-e', '-c', script], { env: { ...process.env, ...env }, cwd, timeout });
  return stdout;
}

/** Runs blocks as one module, whose `@montu/client` is the source of it here; throws with what it said if it fails. */
export async function runModule(samples: Sample[], env: Record<string, string>, folder: string): Promise<string> {
  const file = join(folder, `sample-${samples[0]?.line}.ts`);
  const text = samples.map(({ code }) => code).join('\n');
  await writeFile(file, text.replaceAll("'@montu/client'", "'../../client/src/index.ts'"));
  const { stdout } = await run(process.execPath, [file], { env: { ...process.env, ...env }, timeout });
  return stdout;
}

/** Checks the types of a module that cannot be run; throws with what the compiler says. */
export async function checkTypes(text: string, folder: string): Promise<void> {
  const file = join(folder, 'samples.ts');
  await writeFile(file, text.replaceAll("'@montu/client'", "'../../client/src/index.ts'"));
  const config = { extends: join(root, 'tsconfig.json'), include: [file], exclude: [] };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
  await run(join(root, 'node_modules/.bin/tsc'), ['-p', folder]).catch(({ stdout }: { stdout: string }) => {
    throw new Error(stdout);
  });
}

/** A folder in this tree for what samples write; it goes when `use` is done. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(join(root, 'dist'), { recursive: true });
  const folder = await mkdtemp(join(root, 'dist/samples-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
