import { OpenFeature } from '@openfeature/server-sdk';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { recentFlagRules } from '../../../shared/data/feature-flags.ts';
import type { Caller } from '../../../shared/domain/access.ts';
import { flagFor, refuseSwitchedOff } from '../../../shared/http/feature-flags.ts';
import { setEnvironment } from '../../support/environment.ts';

setEnvironment();
vi.mock('../../../shared/data/feature-flags.ts', () => ({ recentFlagRules: vi.fn() }));

const ann: Caller = {
  ...{ studio: 'demo', userId: 'user_ann', username: 'ann', role: 'artist', projects: {} },
  ...{ sessionId: 'sess_1', clientType: 'web' },
};
const key = 'direct-messages';

function rule(given: object) {
  const entity = { revision: 1, createdAt: '', updatedAt: '', createdBy: null, updatedBy: null, archivedAt: null };
  const one = { key, percentage: 0, roles: {}, users: {}, ...entity, ...given };
  vi.mocked(recentFlagRules).mockResolvedValue(new Map([[key, one]]));
}

beforeEach(() => {
  vi.mocked(recentFlagRules).mockReset().mockResolvedValue(new Map());
});

describe('a flag of the caller', () => {
  it('comes through OpenFeature from the rules of their studio', async () => {
    expect(await flagFor(ann, key)).toEqual({ key, value: true, variant: 'on', reason: 'DEFAULT' });
    expect(recentFlagRules).toHaveBeenLastCalledWith('demo');
    rule({ percentage: 0 });
    expect(await flagFor(ann, key)).toEqual({ key, value: false, variant: 'off', reason: 'STATIC' });
    rule({ roles: { artist: true } });
    expect(await flagFor(ann, key)).toEqual({ key, value: true, variant: 'on', reason: 'TARGETING_MATCH' });
  });

  it('splits a studio by its people', async () => {
    rule({ percentage: 50 });
    const people = Array.from({ length: 40 }, (_, index) => ({ ...ann, userId: `user_${index}` }));
    const flags = await Promise.all(people.map((person) => flagFor(person, key)));
    expect(new Set(flags.map(({ value, reason }) => `${value} ${reason}`))).toEqual(
      new Set(['true SPLIT', 'false SPLIT']),
    );
  });

  it('is at its default where the rules cannot be read', async () => {
    vi.mocked(recentFlagRules).mockRejectedValue(new Error('away'));
    expect(await flagFor(ann, key)).toEqual({ key, value: true, variant: 'on', reason: 'ERROR' });
    await expect(refuseSwitchedOff(ann, key)).resolves.toBeUndefined();
  });

  it('refuses what is off, and nothing else', async () => {
    await expect(refuseSwitchedOff(ann, key)).resolves.toBeUndefined();
    rule({ users: { user_ann: false } });
    await expect(refuseSwitchedOff(ann, key)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('the provider', () => {
  const client = OpenFeature.getClient();
  const context = { targetingKey: 'user_ann', studio: 'demo', role: 'artist' };

  it('says what is wrong with a question, and answers with the default of whoever asks', async () => {
    expect(await client.getBooleanDetails('nothing', false, context)).toMatchObject({
      ...{ value: false, reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' },
    });
    expect(await client.getBooleanDetails(key, false, { studio: 'demo' })).toMatchObject({
      ...{ value: false, reason: 'ERROR', errorCode: 'TARGETING_KEY_MISSING' },
    });
    expect(await client.getStringDetails(key, 'blue', context)).toMatchObject({
      ...{ value: 'blue', reason: 'ERROR', errorCode: 'TYPE_MISMATCH' },
    });
  });
});
