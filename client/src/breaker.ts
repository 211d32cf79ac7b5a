import { backoff } from './backoff.ts';
import { CircuitOpenError } from './errors.ts';
import type { Platform } from './platform.ts';

/** So many failures in a row open the circuit. */
const threshold = 5;
const longest = 30_000;

type Events = { addEventListener?(type: 'online', listener: () => void): void };

/** How a try went: `neither` where its caller gave it up. */
export type Outcome = 'ok' | 'failed' | 'neither';

/** Spares an API that does not answer, and its callers the waiting. */
export interface Breaker {
  /**
   * Before a try.
   * @returns what is to be told how it went
   * @throws CircuitOpenError while the circuit is open; when its time is over, one probe may pass
   */
  enter(): (outcome: Outcome) => void;
}

export function createBreaker({ clock, random }: Pick<Platform, 'clock' | 'random'>): Breaker {
  let failures = 0;
  let openUntil = 0;
  let isProbing = false;

  function isOpen(): boolean {
    const left = openUntil - clock.now();
    // more than there can be left: the clock was put back
    return isProbing || (left > 0 && left <= longest);
  }

  // what has failed without a network says nothing of the API
  (globalThis as Events).addEventListener?.('online', () => {
    openUntil = 0;
  });

  return {
    enter() {
      const isProbe = failures >= threshold;
      if (isProbe && isOpen()) throw new CircuitOpenError('The API has not answered for a while', false);
      isProbing ||= isProbe;
      return (outcome) => {
        if (isProbe) isProbing = false;
        if (outcome === 'ok') failures = 0;
        // of many that were under way when the circuit opened, each tells the same
        if (outcome !== 'failed' || (failures >= threshold && !isProbe)) return;
        failures += 1;
        openUntil = clock.now() + backoff(failures - threshold, random, { base: 1_000, most: longest });
      };
    },
  };
}
