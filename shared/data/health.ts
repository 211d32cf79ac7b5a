import { keys } from './keys.ts';
import { getItem } from './table.ts';

/** Reads one item. @throws whatever keeps the table from answering */
export async function checkTable(): Promise<void> {
  await getItem(keys.keySet);
}
