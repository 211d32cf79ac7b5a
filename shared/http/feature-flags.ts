import {
  ErrorCode,
  FlagNotFoundError,
  OpenFeature,
  type Provider,
  type ResolutionDetails,
  StandardResolutionReasons,
  TargetingKeyMissingError,
} from '@openfeature/server-sdk';
import { ApiError, type ErrorDetail } from '../contract/errors.ts';
import type { FlagReason } from '../contract/feature-flags.ts';
import type { StudioRole } from '../contract/permissions.ts';
import { recentFlagRules } from '../data/feature-flags.ts';
import type { Caller } from '../domain/access.ts';
import { evaluated, type FlagKey, featureFlags, flagKeys, isFlagKey, keysAfter } from '../domain/feature-flags.ts';
import { logger } from '../platform/logger.ts';
import { shareOf } from '../platform/share.ts';
import type { Cursors } from './cursors.ts';

const variantOf = (value: boolean) => (value ? 'on' : 'off');

/** All flags are switches. */
const isNoSwitch = async <T>(_key: string, value: T): Promise<ResolutionDetails<T>> => ({
  ...{ value, reason: StandardResolutionReasons.ERROR, errorCode: ErrorCode.TYPE_MISMATCH },
});

/** Flags from the rules in the table; the context says who, of which studio, in which role. */
const tableProvider: Provider = {
  metadata: { name: 'montu-table' },
  runsOn: 'server',
  async resolveBooleanEvaluation(key, _, { targetingKey: userId, studio, role }) {
    if (!isFlagKey(key)) throw new FlagNotFoundError(`"${key}" is not declared`);
    if (!userId) throw new TargetingKeyMissingError('Whose flag?');
    const rule = (await recentFlagRules(studio as string)).get(key);
    const person = { userId, role: role as StudioRole };
    const { value, reason } = evaluated(featureFlags[key].default, rule, person, shareOf(key, userId));
    return { value, reason, variant: variantOf(value) };
  },
  resolveStringEvaluation: isNoSwitch,
  resolveNumberEvaluation: isNoSwitch,
  resolveObjectEvaluation: isNoSwitch,
};
OpenFeature.setProvider(tableProvider);
const client = OpenFeature.getClient();

/** How a flag is for the caller; where the rules cannot be read, as it is by default. */
export async function flagFor(caller: Caller, key: FlagKey) {
  const { studio, userId, role } = caller;
  const context = { targetingKey: userId, studio, role };
  const { value, reason, errorCode, errorMessage } = await client.getBooleanDetails(
    ...([key, featureFlags[key].default, context] as const),
  );
  if (errorCode) logger.warn('feature flag is at its default', { key, errorCode, errorMessage });
  return { key, value, variant: variantOf(value) as 'on' | 'off', reason: reason as FlagReason };
}

/**
 * @param instead what asked for the feature, and how to do without it, where that is possible
 * @throws FORBIDDEN where a feature is off for the caller
 */
export async function refuseSwitchedOff(
  caller: Caller,
  key: FlagKey,
  instead?: Pick<ErrorDetail, 'field' | 'suggestion'>,
): Promise<void> {
  const { value } = await flagFor(caller, key);
  if (value) return;
  const message = `This is switched off for you in this studio (feature flag "${key}").`;
  const details: ErrorDetail[] = instead ? [{ ...instead, code: 'INVALID_VALUE', message: 'Is switched off' }] : [];
  throw new ApiError('FORBIDDEN', message, { details });
}

/** A page of all flags by key, and the cursor of the next. */
export async function flagPage({ query, cursors }: { query: { limit: number }; cursors: Cursors }) {
  const { keys, next } = keysAfter(flagKeys, await cursors.open<string>(), query.limit);
  return { keys, nextCursor: await cursors.seal(next) };
}
