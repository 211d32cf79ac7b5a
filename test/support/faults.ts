import { createRandom } from '../../local/unkind/profile.ts';
import type { Fault, Plan } from './delivery-model.ts';

export const faults: readonly Fault[] = ['refused', 'lost', 'crash'];

/** One call in ten goes wrong, at most so many. */
export function someFaults(seed: number, most: number): NonNullable<Plan['fault']> {
  const random = createRandom(seed);
  let left = most;
  return () => {
    if (random() >= 0.1 || left === 0) return undefined;
    left -= 1;
    return faults[Math.floor(random() * faults.length)];
  };
}
