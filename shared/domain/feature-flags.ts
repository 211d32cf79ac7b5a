import { notFound } from '../contract/errors.ts';
import type { FlagReason, FlagRuleFields } from '../contract/feature-flags.ts';
import type { Caller } from './access.ts';
import { nearest } from './suggest.ts';

/** A switch around a path that may have to be left without a deploy. */
interface FlagDeclaration {
  description: string;
  /** What holds in a studio without a rule, and where the rules cannot be read: what the system did before the flag. */
  default: boolean;
  /** Who answers for it, and takes it out again. */
  owner: string;
}

/** Every feature flag there is (`docs/feature-flags.md` tells how to add one). */
export const featureFlags = {
  'background-imports': {
    description: 'Importing lists of more tasks than one request does. Off: such a list is refused, and has to be cut.',
    default: true,
    owner: 'production',
  },
  'direct-messages': {
    description: 'Sending direct messages. Off: what was written can still be read, changed and deleted.',
    default: true,
    owner: 'communication',
  },
  'partial-bulk': {
    description:
      'Bulk changes of tasks that may be done in part (`atomic=false`). Off: all or nothing, in smaller portions.',
    default: true,
    owner: 'production',
  },
  'required-revisions': {
    description:
      'Changes have to say which revision they are based on, by `If-Match`. Off: those that do not are written over ' +
      'whatever is there.',
    default: false,
    owner: 'production',
  },
} as const satisfies Record<string, FlagDeclaration>;

export type FlagKey = keyof typeof featureFlags;

export const flagKeys = Object.keys(featureFlags).sort() as FlagKey[];

export const isFlagKey = (key: string): key is FlagKey => Object.hasOwn(featureFlags, key);

/** @throws NOT_FOUND for what is not declared, with the key that was meant */
export function declaredKey(key: string): FlagKey {
  if (isFlagKey(key)) return key;
  const error = notFound('feature flag', key);
  error.message = `${error.message} ${nearest(key, flagKeys, 'Did you mean')}`.trim();
  throw error;
}

/** A page of keys in their order. */
export function keysAfter<K extends string>(all: readonly K[], after: string | undefined, limit: number) {
  const rest = all.filter((key) => after === undefined || key > after);
  const keys = rest.slice(0, limit);
  return { keys, ...(rest.length > limit && { next: keys.at(-1) as K }) };
}

/**
 * Whether a feature is on for somebody: their own entry decides, else that of their role, else the percentage.
 * @param share where the person stands among all, from 0 up to but not 100: the same whenever it is asked
 */
export function evaluated(
  fallback: boolean,
  rule: FlagRuleFields | undefined,
  person: Pick<Caller, 'userId' | 'role'>,
  share: number,
): { value: boolean; reason: FlagReason } {
  if (!rule) return { value: fallback, reason: 'DEFAULT' };
  const own = Object.hasOwn(rule.users, person.userId) ? rule.users[person.userId] : undefined;
  const named = own ?? rule.roles[person.role];
  if (named !== undefined) return { value: named, reason: 'TARGETING_MATCH' };
  const isWhole = rule.percentage === 0 || rule.percentage === 100;
  return { value: share < rule.percentage, reason: isWhole ? 'STATIC' : 'SPLIT' };
}
