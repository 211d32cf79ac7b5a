import { keysToSignWith } from '../domain/signing-keys.ts';
import { firstKey, openSigner, type Signer } from '../platform/signer.ts';
import { changeKeys, ensureCursorKey, type SigningKey, signingKeys } from './key-set.ts';

/** The best key of these whose private part is within reach. */
async function ownOf(keys: readonly SigningKey[]): Promise<Signer | undefined> {
  for (const key of keysToSignWith(keys, new Date())) {
    const own = await openSigner(key);
    if (own) return own;
  }
  return undefined;
}

/** Publishes a first key that signs at once; of containers that start together, all but one find that one's. */
async function start(): Promise<Signer> {
  const { discard, ...first } = await firstKey();
  const isFirst = ({ publicKey }: SigningKey) => publicKey.kid === first.publicKey.kid;
  await ensureCursorKey();
  const keys = await changeKeys(async (current) => {
    if (current.some(isFirst) || (await ownOf(current))) return undefined;
    const at = new Date().toISOString();
    return [...current, { ...first, publishedAt: at, signsFrom: at, acceptedUntil: null }];
  });
  if (!keys.some(isFirst)) await discard();
  const own = await ownOf(keys);
  if (!own) throw new Error('No key of the key set may sign any more (docs/runbooks/keys.md)');
  return own;
}

let starting: Promise<Signer> | undefined;

/** The signer of this moment: the newest key of the key set whose time has come. The very first one is made here. */
export async function signer(): Promise<Signer> {
  const own = await ownOf(await signingKeys());
  if (own) return own;
  starting ??= start().finally(() => {
    starting = undefined;
  });
  return starting;
}
