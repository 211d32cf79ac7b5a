import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, findChromium, openBrowser } from '../../bench/load/browser.ts';
import { stack } from './support/stack.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

const chromium = findChromium();
const why = chromium ? '' : ' (skipped: there is no Chromium in PATH or MONTU_CHROMIUM)';
const patience = { timeout: 60_000, interval: 200 };

/** The reference of the API as a reader uses it. */
describe.skipIf(!chromium)(`the page of the documentation${why}`, () => {
  let studio: TestStudio;
  let person: Person;
  let browser: Browser;

  const named = (pattern: string) =>
    `[...document.querySelectorAll('button')].findLast((one) => new RegExp(${JSON.stringify(pattern)}, 'i').test(one.textContent))`;
  const click = (pattern: string) =>
    expect
      .poll(() => browser.run(`{ const one = ${named(pattern)}; one?.click(); Boolean(one); }`), patience)
      .toBe(true);
  const insert = async (selector: string, text: string) => {
    const focus = `{ const all = document.querySelectorAll('${selector}'); all[all.length - 1]?.focus(); all.length > 0; }`;
    await expect.poll(() => browser.run(focus), patience).toBe(true);
    await browser.command('Input.insertText', { text });
  };
  const shown = (text: string) =>
    expect.poll(() => browser.run<string>('document.body.innerText'), patience).toContain(text);

  beforeAll(async () => {
    const { url } = await stack();
    studio = await newStudio();
    await studio.project('SHOWN');
    person = await studio.person('supervisor', { SHOWN: 'supervisor' });
    browser = await openBrowser(chromium as string, `${url}/docs/#tag/projects/GET/api/v1/projects`);
  });
  afterAll(() => browser.stop());

  it('finds an operation by words', async () => {
    await shown('Montu Manager API');
    await click('^open search');
    await insert('input[role=combobox]', 'archive task');
    const found = `[...document.querySelectorAll('[role=option]')].map((one) => one.textContent).join()`;
    await expect.poll(() => browser.run<string>(found), patience).toContain('/api/v1/tasks/{taskId}');
    const escapeKey = { key: 'Escape', code: 'Escape', windowsVirtualKeyCode: 27 };
    await browser.command('Input.dispatchKeyEvent', { type: 'keyDown', ...escapeKey });
  });

  it('sends a request as whoever has given a token, and shows the answer', async () => {
    await insert('input[placeholder=Token]', person.token);
    await click('test request.get /api/v1/projects.$');
    await click('^send request');
    await shown('"SHOWN"');
    await shown('200');
  });
});
