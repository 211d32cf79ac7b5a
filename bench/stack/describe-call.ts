import { z } from 'zod';
import type { Key } from '../../shared/data/keys.ts';
import { key, keyed, keyOf } from './keyed.ts';

const input = z.object({
  Key: key.optional(),
  Item: key.optional(),
  IndexName: z.string().optional(),
  ExpressionAttributeValues: z.object({ ':k0': z.string(), ':from': z.string() }).partial().optional(),
  RequestItems: z.record(z.string(), z.object({ Keys: z.array(key) })).optional(),
  TransactItems: z.array(z.record(z.string(), keyed)).optional(),
});

/** The kind of an item, as `docs/data-model.md` draws it: its sort key up to the first `#`. */
const kindOf = ({ pk, sk }: Key) => (pk.startsWith('LOGIN#') ? 'LOGIN' : upToHash(sk));
const upToHash = (text: string) => text.split('#', 1)[0] ?? '';

/** A call in words that stay the same from run to run: `GetItem T`, `Query tasksByCreation`. */
export function describeCall(commandName: string, sent: unknown): string {
  return `${commandName.replace(/Command$/, '')} ${subjectOf(input.parse(sent))}`;
}

function subjectOf(call: z.output<typeof input>): string {
  const one = call.Key ?? call.Item;
  if (one) return kindOf(one);
  if (call.RequestItems) return counted(Object.values(call.RequestItems).flatMap(({ Keys }) => Keys.map(kindOf)));
  if (call.TransactItems) {
    const writes = call.TransactItems.flatMap((item) => Object.entries(item));
    return counted(writes.map(([verb, action]) => `${verb} ${kindOf(keyOf(action))}`));
  }
  const { ':from': from, ':k0': partition } = call.ExpressionAttributeValues ?? {};
  return call.IndexName ?? upToHash(from ?? partition ?? '');
}

/** `Put N ×3` for what is there three times. */
function counted(all: readonly string[]): string {
  const groups = Map.groupBy(all, (name) => name);
  return [...groups].map(([name, { length }]) => (length > 1 ? `${name} ×${length}` : name)).join(', ');
}
