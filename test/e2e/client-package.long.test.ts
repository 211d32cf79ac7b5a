import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import sirv from 'sirv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, findChromium, openBrowser } from '../../bench/load/browser.ts';
import { buildClient } from '../../local/client/build.ts';
import { close, listen } from '../../local/gateway/listen.ts';
import { page, pageSource } from './support/client-page.ts';
import { stack } from './support/stack.ts';
import { newStudio, type Person, password } from './support/studio.ts';

const run = promisify(execFile);
const chromium = findChromium();
const why = chromium ? '' : ' (skipped: there is no Chromium in PATH or MONTU_CHROMIUM)';
const compilerOptions = {
  ...{ strict: true, target: 'es2024', lib: ['es2024', 'dom'], module: 'nodenext', types: [] },
  ...{ exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
};

describe('the packed client, installed in a clean folder', () => {
  let folder: string;
  let url: string;
  let person: Person;
  const servers: Server[] = [];
  const origins: string[] = [];

  const credentials = () => [url, person.username, password, person.studio];
  const done = (shot: string) => ({
    ...{ shots: [shot], revision: 2, isMissing: true, heard: 'task.updated' },
    conflicts: [{ field: 'status', current: 'in_progress', yours: 'review' }],
  });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'montu-client-'));
    const built = join(folder, 'built');
    await buildClient(built);
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: built });
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'page', private: true, type: 'module' }));
    await run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${filename}`], { cwd: folder });
    await writeFile(join(folder, 'page.ts'), pageSource);
    await writeFile(join(folder, 'index.html'), page);
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['page.ts'] }));
    await run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', folder]);

    for (let count = 0; count < 2; count++) {
      const server = createServer(sirv(folder));
      servers.push(server);
      origins.push(`http://localhost:${await listen(server, 'localhost', 0)}`);
    }
    // of two pages only one is of an origin that may call
    ({ url } = await stack({ origins: origins.slice(0, 1) }));
    const studio = await newStudio();
    await studio.project('SHOW');
    person = await studio.person('supervisor', { SHOW: 'supervisor' });
  }, 180_000);
  afterAll(async () => {
    await Promise.all(servers.map((server) => close(server, 100)));
    await rm(folder, { recursive: true, force: true });
  });

  it('works in Node, by its types and as what they were compiled to', async () => {
    const program = `import { work } from './page.js';\nconsole.log(JSON.stringify(await work(...process.argv.slice(2))));`;
    await writeFile(join(folder, 'main.js'), program);
    const { stdout } = await run(process.execPath, ['main.js', ...credentials(), 'SH0010'], { cwd: folder });
    expect(JSON.parse(stdout)).toEqual(done('SH0010'));
  });

  it('leads from what is shipped to its source', async () => {
    const shipped = join(folder, 'node_modules/@montu/client');
    expect(await readFile(join(shipped, 'index.js'), 'utf8')).toMatch(/\/\/# sourceMappingURL=index\.js\.map\s*$/);
    const { sources, sourcesContent } = JSON.parse(await readFile(join(shipped, 'index.js.map'), 'utf8'));
    const session = sources.findIndex((source: string) => source.endsWith('src/session.ts'));
    expect(sourcesContent[session]).toContain('createSession');
  });

  describe.skipIf(!chromium)(`on a static page${why}`, () => {
    async function onPage<T>(origin: string, act: (browser: Browser) => Promise<T>): Promise<T> {
      const browser = await openBrowser(chromium as string, origin);
      try {
        await expect.poll(() => browser.run('document.title'), { timeout: 20_000 }).toBe('Page');
        return await act(browser);
      } finally {
        await browser.stop();
      }
    }

    const work = (browser: Browser, shot: string) =>
      browser.run(`import('/page.js').then(({ work }) => work(...${JSON.stringify([...credentials(), shot])}))`);

    it('works from an origin that may call', async () => {
      expect(await onPage(origins[0] as string, (browser) => work(browser, 'SH0020'))).toEqual(done('SH0020'));
    });

    it('does not from another one', async () => {
      await expect(onPage(origins[1] as string, (browser) => work(browser, 'SH0030'))).rejects.toThrow('NetworkError');
    });
  });
});
