import { globSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  checkTypes,
  root,
  runModule,
  runnableOf,
  runShell,
  type Sample,
  samplesOf,
  withFolder,
} from './support/samples.ts';
import { setUp } from './support/set-up.ts';
import { stack } from './support/stack.ts';
import { newStudio, type Person, password } from './support/studio.ts';

const quickStart = 'docs/guides/quick-start.md';
const guides = [...globSync('docs/guides/*.md', { cwd: root }).toSorted(), 'docs/migration.md'];
const others = guides.filter((guide) => guide !== quickStart);
/** Whose commands are sent to the public address, with what the reader has. */
const manuals = ['docs/api-keys.md', 'docs/feature-flags.md', 'docs/import.md', 'docs/paths.md'];
const clientReadme = 'client/README.md';
const pages = ['README.md', clientReadme, ...globSync('docs/**/*.md', { cwd: root })];
const textOf = (page: string) => readFileSync(join(root, page), 'utf8');

let admin: Person;
let person: Person;
let url: string;
let env: Record<string, string>;

setUp(async () => {
  const studio = await newStudio();
  ({ admin } = studio);
  ({ url } = await stack());
  const linux = { workingRoot: '/mnt/projects/SWA', renderRoot: '/mnt/renders/SWA', mediaRoot: '/mnt/media/SWA' };
  await Promise.all([studio.project('AUR'), studio.project('SWA', { platformSettings: { linux } })]);
  person = await studio.person('supervisor', { AUR: 'supervisor' });
  await studio.task('SWA', 'SH0020');
  await Promise.all([1, 2].map((shot) => studio.task('AUR', `sh001${shot}`, { status: 'review' })));
  const account = { MONTU_USERNAME: person.username, MONTU_PASSWORD: password };
  env = { ...account, MONTU_API: `${url}/api/v1`, MONTU_URL: url, MONTU_PROJECT: 'AUR' };
});

/** What the quick start leaves to the samples of the other guides, with the session that there is already. */
const signedIn = (language: string, code: string): Sample => ({
  ...{ language, code, line: 0, expected: undefined, notRun: undefined },
});
const shellSession = () =>
  signedIn(
    'sh',
    `API="$MONTU_API" NAME="$MONTU_USERNAME" PASSWORD="$MONTU_PASSWORD" PROJECT="$MONTU_PROJECT"
AUTH='authorization: Bearer ${person.token}'
field() { node -pe "JSON.parse(fs.readFileSync(0, 'utf8')).$1"; }`,
  );
async function moduleSession(): Promise<Sample> {
  const { token, refreshToken } = await person.newSession();
  const tokens = { accessToken: token, refreshToken, expiresAt: Date.now() + 3_600_000 };
  return signedIn(
    'ts',
    `import { createClient, memoryTokens } from '@montu/client';
const { MONTU_URL, MONTU_PROJECT } = process.env;
const tokens = memoryTokens();
await tokens.save(${JSON.stringify(tokens)});
const client = createClient({ baseUrl: MONTU_URL ?? '', tokens });
await client.session.ready;`,
  );
}

/** Runs the samples of a guide, after those that come before. */
async function runGuide(guide: string, before: { sh?: Sample; ts?: Sample } = {}): Promise<string> {
  const { sh, ts } = before;
  const [commands, modules] = await Promise.all([runnableOf(guide, 'sh'), runnableOf(guide, 'ts')]);
  return withFolder(async (folder) => {
    const shell = runShell([...(sh ? [sh] : []), ...commands], env, folder);
    const module = runModule([...(ts ? [ts] : []), ...modules], env, folder);
    return (await Promise.all([shell, module])).join('');
  });
}

/** The same for here: what is written for any reader, in place of which this one has something else. */
function replaced(sample: Sample, here: readonly (readonly [string, string])[]): Sample {
  const code = here.reduce((text, [written, meant]) => {
    expect(text).toContain(written);
    return text.replaceAll(written, meant);
  }, sample.code);
  return { ...sample, code };
}

/** Commands and modules are processes of their own, several at once. */
const patience = { timeout: 120_000 };

describe('the samples of the docs', patience, () => {
  it.each(pages)('%s has none that is neither run nor says why', (page) => {
    const run = ['README.md', clientReadme, ...guides, ...manuals];
    const meantToRun = textOf(page).match(/^ *```(sh|ts)\b(?! no-run: \S)/gm) ?? [];
    if (!run.includes(page)) expect(meantToRun).toEqual([]);
    for (const { language, code, line } of samplesOf(textOf(page))) {
      if (language === 'json') expect(() => JSON.parse(code), `line ${line}`).not.toThrow();
    }
  });

  it.each(guides)('%s has samples, and a reason for each that is not run', (guide) => {
    const samples = samplesOf(readFileSync(join(root, guide), 'utf8'));
    expect(samples.filter(({ language }) => language === 'ts')).not.toHaveLength(0);
    for (const { language } of samples) expect(['sh', 'ts', 'json', '']).toContain(language);
    const fences = readFileSync(join(root, guide), 'utf8').match(/^```(sh|ts)/gm) ?? [];
    expect(samples.filter(({ language }) => ['sh', 'ts'].includes(language))).toHaveLength(fences.length);
  });

  it.concurrent(`${quickStart} runs`, async () => {
    const said = await runGuide(quickStart);
    expect(said).toContain('is in review, revision 2');
  });

  it.concurrent.each(others)('%s runs', async (guide) => {
    await runGuide(guide, { sh: shellSession(), ts: await moduleSession() });
  });

  it.concurrent('the two minutes of the README run', async () => {
    const minutes = await runnableOf('README.md', 'sh');
    // on this stack, as somebody of this studio, and without the pauses that a reader takes
    const here = [
      ...[['http://localhost:8080', url] as const, ['ws://localhost:8080', url.replace('http', 'ws')] as const],
      ...[['supervisor', person.username] as const, ['montu-demo-studio', password] as const],
      ...[['sleep 5', ''] as const, ['30_000', '100'] as const],
    ];
    const samples = minutes.map((sample) => replaced(sample, here));
    expect(await withFolder((folder) => runShell(samples, env, folder))).toContain('Frame 1043 flickers');
  });
});

// one after the other, and after those above: each starts processes of its own
describe('the samples of the manuals', patience, () => {
  it.each(manuals)('%s runs', async (page) => {
    const { body: made } = await admin.api('POST', '/api-keys', {
      body: { name: `Of ${page}`, role: 'coordinator', scopes: ['task.read', 'task.progress'] },
    });
    const known = { ACCESS_TOKEN: admin.token, TOKEN: admin.token, MONTU_KEY: made.data.secret };
    const here = [['https://api.montu.example', url] as const];
    const samples = (await runnableOf(page, 'sh')).map((sample) =>
      replaced(sample, sample.code.includes('user_0196') ? [...here, ['user_0196', person.id]] : here),
    );
    await withFolder(async (folder) => {
      await writeFile(join(folder, 'shotlist.csv'), 'Shot,Task\nSH0030,comp\n');
      await runShell(samples, { ...known, TASK_ID: 'ep00_sq0010_sh0020_lighting' }, folder);
    });
  });

  it(`${clientReadme} compiles`, { timeout: 60_000 }, async () => {
    const samples = await runnableOf(clientReadme, 'ts');
    const code = samples.map((sample) => sample.code);
    const imports = code.flatMap((text) => text.match(/^import .*$/gm) ?? []);
    const bodies = code.map((text) => `async () => {\n${text.replaceAll(/^import .*$/gm, '')}\n},`);
    const module = [
      ...imports.map((line) =>
        line.replace('import {', 'import { memoryTokens as _, webQueue, type Client, type Task,'),
      ),
      // what the page has from the application around it, or from a sample further up
      'declare const client: Client, password: string, id: string, task: Task, changed: Task, me: { id: string };',
      'declare const live: ReturnType<typeof createLive>, entry: { id: string };',
      'declare function showSignIn(): void;',
      'declare function showConnection(status: string): void;',
      'declare function render(rows?: readonly object[]): void;',
      'declare function tell(problem: unknown): void;',
      `export const samples = [${bodies.join('\n')}];`,
    ].join('\n');
    await withFolder((folder) => checkTypes(module, folder));
  });
});

describe('the runner of samples', () => {
  const sample = (code: string, expected?: string): Sample => ({ ...signedIn('sh', code), expected });
  const shell = (...samples: Sample[]) => runShell([shellSession(), ...samples], env, root);
  const missing = 'curl -s $API/tasks/not-here -H "$AUTH"';

  it('fails with the API, unless that is what is shown', async () => {
    await expect(shell(sample(missing))).rejects.toThrow('line 0');
    await expect(shell(sample(missing, 'NOT_FOUND'))).resolves.toBe('');
    await expect(shell(sample(missing, 'FORBIDDEN'))).rejects.toThrow('which shows FORBIDDEN');
    await expect(
      shell(sample(`echo $(${missing} | field data.id)\nTASK=$(${missing} | field data.id)`)),
    ).rejects.toThrow();
  });

  it('fails with a module that does', async () => {
    const broken = [await moduleSession(), sample("await client.tasks.get('not-here');")];
    await expect(withFolder((folder) => runModule(broken, env, folder))).rejects.toThrow('NotFoundError');
  });

  it('finds the blocks of a page', () => {
    const page = '# x\n\n```sh expect=GONE\na\n```\n\n```ts no-run: needs a browser\nb\n```\n';
    expect(samplesOf(page)).toMatchObject([
      { language: 'sh', line: 3, expected: 'GONE', code: 'a\n' },
      { language: 'ts', line: 7, notRun: 'needs a browser' },
    ]);
  });
});
