import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits before what somebody came before is tried again: as long as the attempt took, or some times that, since those
 * who wait less come in each other's way again.
 * @param began when the attempt did, by `performance.now()`
 * @param races how many were lost before this one
 */
export async function standBack(began: number, races: number): Promise<void> {
  const took = Math.max(10, performance.now() - began);
  await sleep(Math.random() * took * 2 ** Math.min(races, 3));
}
