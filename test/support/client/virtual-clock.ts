import type { Clock } from '../../../client/src/platform.ts';

interface Timer {
  at: number;
  callback: () => void;
}

/** Lets whatever was promised come to rest. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Time that passes only when it is told to; each client may have a clock of its own that is wrong. */
export function virtualClock(start = Date.parse('2026-01-05T08:00:00.000Z')) {
  let time = start;
  const timers = new Set<Timer>();

  const after = (ms: number, callback: () => void): Timer => {
    const timer = { at: time + Math.max(0, ms), callback };
    timers.add(timer);
    return timer;
  };

  return {
    now: () => time,
    after,
    /** A clock that shows another time, as one that somebody has set. */
    shown(skew: () => number = () => 0): Clock {
      return {
        now: () => time + skew(),
        setTimeout: (callback, ms) => after(ms, callback),
        clearTimeout: (timer) => {
          timers.delete(timer as Timer);
        },
      };
    },
    /** Lets time pass, timer by timer. */
    async pass(ms: number): Promise<void> {
      const end = time + ms;
      await settled();
      for (;;) {
        let due: Timer | undefined;
        for (const timer of timers) if (timer.at <= end && (!due || timer.at < due.at)) due = timer;
        if (!due) break;
        timers.delete(due);
        time = Math.max(time, due.at);
        due.callback();
        await settled();
      }
      time = end;
    },
  };
}

export type VirtualClock = ReturnType<typeof virtualClock>;
