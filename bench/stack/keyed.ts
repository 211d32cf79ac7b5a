import { z } from 'zod';
import type { Key } from '../../shared/data/keys.ts';

export const key = z.object({ pk: z.string(), sk: z.string() });
export const keyed = z.union([z.object({ Key: key }), z.object({ Item: key })]);

/** The key of the item that a read or write names. */
export function keyOf(call: unknown): Key {
  const named = keyed.parse(call);
  return 'Key' in named ? named.Key : named.Item;
}
