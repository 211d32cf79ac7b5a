import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  step(): void;
  stop(): void;
}

/** A bar on a terminal; elsewhere a line at each quarter. Both go to stderr, apart from the report. */
export function startProgress(total: number): Progress {
  if (process.stderr.isTTY) {
    const bar = new SingleBar(
      { format: '{bar} {value} of {total} records', clearOnComplete: true },
      Presets.shades_classic,
    );
    bar.start(total, 0);
    return { step: () => bar.increment(), stop: () => bar.stop() };
  }
  let done = 0;
  const quarter = Math.max(1, Math.ceil(total / 4));
  return {
    step: () => {
      done += 1;
      if (done % quarter === 0 || done === total) process.stderr.write(`${done} of ${total} records\n`);
    },
    stop: () => undefined,
  };
}
