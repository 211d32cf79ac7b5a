import { afterAll, describe, expect, it } from 'vitest';
import { type Browser, findChromium, openBrowser } from '../../bench/load/browser.ts';
import { setUp } from './support/set-up.ts';
import { stack } from './support/stack.ts';
import { newStudio, type Person, password, type TestStudio } from './support/studio.ts';

const chromium = findChromium();
const why = chromium ? '' : ' (skipped: there is no Chromium in PATH or MONTU_CHROMIUM)';
const patience = { timeout: 30_000, interval: 100 };

/** The board in a browser of its own. */
interface Window {
  browser: Browser;
  /** What an element says; undefined where there is none. */
  says(selector: string): Promise<string | undefined>;
  /** Presses a key where the focus is, or in an element. */
  press(key: string, selector?: string): Promise<void>;
  click(selector: string): Promise<void>;
  /** Takes the network, or gives it back. */
  network(isOnline: boolean): Promise<void>;
}

const quoted = JSON.stringify;
const connection = '.connection';

function windowOf(browser: Browser): Window {
  return {
    browser,
    says: (selector) => browser.run(`document.querySelector(${quoted(selector)})?.textContent`),
    press: (key, selector) =>
      browser.run(`{
        const target = ${selector ? `document.querySelector(${quoted(selector)})` : 'document.activeElement'};
        target.focus();
        target.dispatchEvent(new KeyboardEvent('keydown', { key: ${quoted(key)}, bubbles: true }));
      }`),
    click: (selector) => browser.run(`document.querySelector(${quoted(selector)}).click()`),
    network: (isOnline) =>
      browser.run(`{
        window.realFetch ??= window.fetch;
        window.fetch = ${isOnline} ? window.realFetch : () => Promise.reject(new TypeError('No network'));
        Object.defineProperty(navigator, 'onLine', { value: ${isOnline}, configurable: true });
        dispatchEvent(new Event(${isOnline} ? 'online' : 'offline'));
      }`),
  };
}

describe.skipIf(!chromium)(`the board in two browsers${why}`, () => {
  const windows: Window[] = [];
  let studio: TestStudio;
  let taskId: string;

  const shows = (window: Window, selector: string, text: string) =>
    expect.poll(() => window.says(selector), patience).toContain(text);
  const cell = () => `[data-task="${taskId}"]`;

  async function open(person: Person): Promise<Window> {
    const { url } = await stack();
    const window = windowOf(await openBrowser(chromium as string, `${url}/`));
    windows.push(window);
    await shows(window, 'h1', 'Montu');
    for (const [name, value] of Object.entries({ username: person.username, password, studio: studio.name }))
      await window.browser.run(`document.querySelector('[name=${name}]').value = ${quoted(value)}`);
    await window.click('form [type=submit]');
    await shows(window, cell(), 'Not started');
    await shows(window, connection, 'Live');
    return window;
  }

  setUp(async () => {
    studio = await newStudio();
    await studio.project('SHOW');
    taskId = (await studio.task('SHOW', 'SH0010')).id;
    await studio.task('SHOW', 'SH0020', { task: 'comp' });
  });
  afterAll(() => Promise.all(windows.map(({ browser }) => browser.stop())));

  it('shows changes of the other, keeps them without a network, and asks where both have changed the same', async () => {
    const people = await Promise.all(['a', 'b'].map(() => studio.person('supervisor', { SHOW: 'supervisor' })));
    const [ann, ben] = (await Promise.all(people.map(open))) as [Window, Window];

    await ann.press('2', cell());
    await shows(ben, cell(), 'In progress');
    await shows(ann, connection, 'Live');

    await ann.network(false);
    await shows(ann, connection, 'Offline');
    await ann.press('3', cell());
    await shows(ann, connection, '1 change waits');
    await shows(ann, cell(), 'Review');
    await ben.press('4', cell());
    await shows(ben, connection, 'Live');
    await expect
      .poll(async () => (await studio.admin.api('GET', `/tasks/${taskId}`)).body.data.status, patience)
      .toBe('on_hold');

    await ann.network(true);
    await shows(ann, 'dialog.conflict', 'On hold');
    expect(await ann.says('dialog.conflict')).toContain('was In progress');
    expect(await ann.says('dialog.conflict')).toContain('Review');
    await ann.click('dialog.conflict .primary');
    await shows(ben, cell(), 'Review');
    await expect.poll(() => ann.says('dialog'), patience).toBeUndefined();
    await shows(ann, connection, 'Live');

    await ann.press('Enter', cell());
    await shows(ann, '.panel', 'SH0010 · Lighting');
    await ann.press('ArrowRight', cell());
    await ann.press('?');
    await shows(ann, 'dialog.keys', 'Move in the grid');
  }, 120_000);
});
