import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, findChromium, openBrowser } from '../load/browser.ts';
import { median, percentile } from '../load/statistics.ts';
import type { World } from '../world.ts';

export interface FrameTimes {
  /** What was done for each frame. */
  way: string;
  /** Milliseconds from one frame to the next: 16.7 where nothing is late. */
  p50: number;
  p95: number;
  worst: number;
  /** What the main thread computed for each frame, in milliseconds of its own time: whatever else the machine does. */
  busy: number;
  count: number;
}

export interface BoardFigures {
  tasks: number;
  /** Milliseconds from loading the page until all tasks are in the grid. */
  opened: number;
  /** Milliseconds from a key to the other status, drawn. */
  drawn: number;
  frames: FrameTimes[];
}

/** Frames of each way: some four seconds. */
const count = 240;
const ways = {
  'standing still': '() => {}',
  'scrolling down': "() => document.querySelector('.scroller').scrollBy(0, 90)",
  'scrolling up': "() => document.querySelector('.scroller').scrollBy(0, -90)",
  'arrow key down': `() => document.activeElement.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }))`,
};

/** Does something in each of many frames. @returns the milliseconds between them */
const timesBetweenFrames = (step: string) => `new Promise((resolve) => {
  const times = [];
  let last;
  requestAnimationFrame(function frame(now) {
    if (last !== undefined) times.push(now - last);
    last = now;
    (${step})();
    if (times.length < ${count}) requestAnimationFrame(frame);
    else resolve(times);
  });
})`;

const changeByKey = `new Promise((resolve) => {
  const cell = document.activeElement;
  const begun = performance.now();
  const key = cell.textContent.startsWith('Review') ? '2' : '3';
  cell.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)));
})`;

async function measureFrames(browser: Browser, way: string, step: string): Promise<FrameTimes> {
  const before = await browser.busy();
  const times = await browser.run<number[]>(timesBetweenFrames(step));
  const busy = ((await browser.busy()) - before) / count;
  return { way, p50: median(times), p95: percentile(times, 0.95), worst: Math.max(...times), busy, count };
}

async function until(browser: Browser, isSo: string): Promise<void> {
  while (!(await browser.run<boolean>(`Boolean(${isSo})`))) await sleep(20);
}

/** Opens the board as somebody who is signed in already. @returns after how many milliseconds it showed all tasks */
async function open(browser: Browser, { planner, seeded }: World): Promise<number> {
  const { token, refreshToken } = planner(0);
  const tokens = { accessToken: token, refreshToken, expiresAt: Date.now() + 3_600_000 };
  await until(browser, "document.querySelector('form')");
  await browser.run(`{
    localStorage.setItem('montu-board:tokens', ${JSON.stringify(JSON.stringify(tokens))});
    location.hash = ${JSON.stringify(seeded.projectId)};
  }`);
  const begun = performance.now();
  await browser.run('location.reload()');
  await until(browser, `document.querySelectorAll('[data-place][data-task]').length >= ${seeded.taskIds.length}`);
  return performance.now() - begun;
}

/**
 * How fluently the reference board shows the seeded project.
 * @returns undefined where there is no Chromium, which is said
 */
export async function measureBoard(world: World, say: (line: string) => void): Promise<BoardFigures | undefined> {
  const chromium = findChromium();
  say(chromium ? 'Scrolling the board …' : 'There is no Chromium in PATH or MONTU_CHROMIUM to show the board in');
  if (chromium === undefined) return undefined;
  const browser = await openBrowser(chromium, `${world.stack.facts.url}/`);
  try {
    const opened = await open(browser, world);
    await sleep(1_000);
    const frames: FrameTimes[] = [];
    for (const [way, step] of Object.entries(ways)) {
      await browser.run("document.getElementById('cell-0-0').focus({ preventScroll: true })");
      frames.push(await measureFrames(browser, way, step));
    }
    const drawn = await browser.run<number>(changeByKey);
    return { tasks: world.seeded.taskIds.length, opened, drawn, frames };
  } finally {
    await browser.stop();
  }
}
