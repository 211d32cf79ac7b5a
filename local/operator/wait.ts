import { setTimeout as sleep } from 'node:timers/promises';
import { Presets, SingleBar } from 'cli-progress';

const secondsUntil = (moment: Date) => Math.max(0, Math.ceil((moment.getTime() - Date.now()) / 1_000));

/** Waits, and shows that on the error stream: a bar on a terminal; elsewhere a line each minute. */
export async function waitUntil(moment: Date): Promise<void> {
  const total = secondsUntil(moment);
  const format = 'Waiting {bar} {value} of {total} s';
  const bar = process.stderr.isTTY
    ? new SingleBar({ format, clearOnComplete: true }, Presets.shades_classic)
    : undefined;
  bar?.start(total, 0);
  for (let left = total; left > 0; left = secondsUntil(moment)) {
    bar?.update(total - left);
    if (!bar && left % 60 === 0) process.stderr.write(`${left / 60} min to wait\n`);
    await sleep(Math.min(1_000, moment.getTime() - Date.now()));
  }
  bar?.stop();
}
