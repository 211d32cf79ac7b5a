/** When a signing key is good for what: instants, ISO 8601. Each clock that reads them switches by itself. */
export interface KeyTimes {
  publishedAt: string;
  signsFrom: string;
  /** Tokens of the key are accepted so long; null: until a rotation says otherwise. */
  acceptedUntil: string | null;
}

/** Whether tokens of the key are accepted. */
export function isAccepted({ acceptedUntil }: KeyTimes, now: Date): boolean {
  return acceptedUntil === null || now.toISOString() < acceptedUntil;
}

/** Whether its time to sign has come, if it is accepted at all. */
const hasStarted = ({ signsFrom }: KeyTimes, now: Date) => signsFrom <= now.toISOString();

const byStart = (one: KeyTimes, other: KeyTimes) => (one.signsFrom < other.signsFrom ? -1 : 1);

/**
 * The keys that may sign, the best first: the newest whose time has come. Where there is none of those, what was
 * published seems to come from the future: this clock is behind, and the earliest does.
 */
export function keysToSignWith<T extends KeyTimes>(keys: readonly T[], now: Date): T[] {
  const accepted = keys.filter((key) => isAccepted(key, now)).toSorted(byStart);
  const started = accepted.filter((key) => hasStarted(key, now));
  return [...started.toReversed(), ...accepted.filter((key) => !hasStarted(key, now))];
}

export type KeyState = 'waiting' | 'signing' | 'retiring' | 'ended';

/** What each key is doing, in their order. */
export function statesOf(keys: readonly KeyTimes[], now: Date): KeyState[] {
  const [best] = keysToSignWith(keys, now);
  return keys.map((key) => {
    if (!isAccepted(key, now)) return 'ended';
    if (key === best) return 'signing';
    return hasStarted(key, now) ? 'retiring' : 'waiting';
  });
}

/**
 * Adds a key that signs after it was published for so long, and gives the others their end.
 * @param options.outliveSeconds how long tokens of the others can still be about once it signs
 */
export function withSuccessor<K>(
  keys: readonly (K & KeyTimes)[],
  successor: K,
  options: { now: Date; publishSeconds: number; outliveSeconds: number },
): (K & KeyTimes)[] {
  const { now, publishSeconds, outliveSeconds } = options;
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1_000).toISOString();
  const end = after(publishSeconds + outliveSeconds);
  return [
    ...keys.map((key) => ({ ...key, acceptedUntil: key.acceptedUntil ?? end })),
    { ...successor, publishedAt: after(0), signsFrom: after(publishSeconds), acceptedUntil: null },
  ];
}

/**
 * Ends a key at once. If it was to sign, the newest of the others does from now on, and no longer retires.
 * @returns undefined when there is no other
 */
export function withoutKey<T extends KeyTimes>(keys: readonly T[], unwanted: T, now: Date): T[] | undefined {
  const at = now.toISOString();
  const others = keys.filter((key) => key !== unwanted && isAccepted(key, now)).toSorted(byStart);
  const newest = others.at(-1);
  if (!newest) return undefined;
  const needsHeir = keysToSignWith(keys, now)[0] === unwanted || others.every((key) => key.acceptedUntil !== null);
  const heir = needsHeir ? newest : undefined;
  return keys.map((key) => {
    if (key === unwanted) return { ...key, acceptedUntil: at };
    if (key !== heir) return key;
    return { ...key, acceptedUntil: null, signsFrom: key.signsFrom < at ? key.signsFrom : at };
  });
}
