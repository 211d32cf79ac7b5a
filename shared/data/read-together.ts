import type { Key } from './keys.ts';
import { getItems, type Item } from './table.ts';

const nameOf = ({ pk, sk }: Key) => JSON.stringify([pk, sk]);

let waiting: Key[] = [];
let reading: Promise<Map<string, Item>> | undefined;

async function readWaiting(): Promise<Map<string, Item>> {
  // whoever asks in this turn is in it
  await Promise.resolve();
  const wanted = [...new Map(waiting.map((key) => [nameOf(key), key])).values()];
  waiting = [];
  reading = undefined;
  return new Map((await getItems(wanted)).map((item) => [nameOf(item), item]));
}

/**
 * The items under these keys, strongly consistent, in no order; missing ones are left out. What is asked for in one turn
 * of the event loop is read in as few calls as it fits: those who listen to a channel are looked up a hundred at a time.
 */
export async function getItemsTogether<T extends Item>(wanted: readonly Key[]): Promise<T[]> {
  waiting.push(...wanted);
  reading ??= readWaiting();
  const found = await reading;
  return wanted.flatMap((key) => (found.get(nameOf(key)) as T | undefined) ?? []);
}
