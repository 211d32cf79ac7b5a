import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, findChromium, openBrowser } from '../../bench/load/browser.ts';
import { close, listen } from '../../local/gateway/listen.ts';
import { setUp } from './support/set-up.ts';
import { stack } from './support/stack.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

const chromium = findChromium();
const why = chromium ? '' : ' (skipped: there is no Chromium in PATH or MONTU_CHROMIUM)';

/** Two people, each with a page in a browser of their own, on another origin than the API. */
describe.skipIf(!chromium)(`two browsers${why}`, () => {
  let pages: Server;
  let port: number;
  let studio: TestStudio;
  const browsers: Browser[] = [];

  async function open(person: Person): Promise<Browser> {
    const { url: api } = await stack();
    const query = new URLSearchParams({ api, token: person.token, project: 'SHOW' });
    const browser = await openBrowser(chromium as string, `http://localhost:${port}/?${query}`);
    browsers.push(browser);
    await expect.poll(() => browser.run('typeof window.connect'), { timeout: 20_000 }).toBe('function');
    await browser.run('connect()');
    return browser;
  }

  setUp(async () => {
    studio = await newStudio();
    await studio.project('SHOW');
  });
  beforeAll(async () => {
    const page = readFileSync(new URL('support/live-page.html', import.meta.url));
    pages = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(page));
    port = await listen(pages, 'localhost', 0);
  });
  afterAll(async () => {
    await Promise.all(browsers.map((browser) => browser.stop()));
    await close(pages, 100);
  });

  it('show what changes in the other, and after a cut exactly what was missed', async () => {
    const people = await Promise.all(['a', 'b'].map(() => studio.person('supervisor', { SHOW: 'supervisor' })));
    const { id } = await studio.task('SHOW', 'SH0010');
    const [ann, ben] = (await Promise.all(people.map((person) => open(person)))) as [Browser, Browser];
    const shows = (browser: Browser, ...statuses: string[]) =>
      expect
        .poll(async () => (await browser.run<string[]>('texts()')).slice(-statuses.length), { timeout: 10_000 })
        .toEqual(statuses.map((status) => `${id} ${status}`));

    await ann.run(`change(${JSON.stringify(id)}, 'in_progress')`);
    await shows(ben, 'in_progress');
    await ben.run(`change(${JSON.stringify(id)}, 'review')`);
    await shows(ann, 'in_progress', 'review');

    await ben.run('cut()');
    for (const status of ['on_hold', 'in_progress', 'approved'])
      await ann.run(`change(${JSON.stringify(id)}, '${status}')`);
    await shows(ann, 'on_hold', 'in_progress', 'approved');
    await shows(ben, 'in_progress', 'review');
    await ben.run('connect()');
    await shows(ben, 'in_progress', 'review', 'on_hold', 'in_progress', 'approved');
    await ann.run(`change(${JSON.stringify(id)}, 'final')`);
    await shows(ben, 'approved', 'final');
    expect(await ben.run('shown')).toEqual(await ann.run('shown'));
  });
});
