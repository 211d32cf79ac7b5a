import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FlagRuleFields } from '../../../shared/contract/feature-flags.ts';
import { declaredKey, evaluated, featureFlags, flagKeys, keysAfter } from '../../../shared/domain/feature-flags.ts';

const rule = (given: Partial<FlagRuleFields>): FlagRuleFields => ({ percentage: 0, roles: {}, users: {}, ...given });
const ann = { userId: 'user_ann', role: 'artist' } as const;

describe('a flag', () => {
  it('is declared with all that whoever reads it must know', () => {
    for (const key of flagKeys) {
      expect(key).toMatch(/^[a-z][a-z0-9-]{2,39}$/);
      expect(featureFlags[key].description).toMatch(/\.$/);
      expect(featureFlags[key].owner).not.toBe('');
    }
  });

  it('is not known by another name', () => {
    expect(declaredKey('direct-messages')).toBe('direct-messages');
    expect(() => declaredKey('direct-mesages')).toThrow(
      'There is no feature flag "direct-mesages" here. Did you mean "direct-messages"?',
    );
    for (const key of ['constructor', '__proto__', 'nothing at all'])
      expect(() => declaredKey(key)).toThrow(`There is no feature flag "${key}" here.`);
  });
});

describe('what a flag is for somebody', () => {
  it('is its default where the studio has no rule', () => {
    for (const value of [true, false])
      expect(evaluated(value, undefined, ann, 0)).toEqual({ value, reason: 'DEFAULT' });
  });

  it.each([
    ['is for all', { percentage: 100 }, true, 'STATIC'],
    ['is for nobody', { percentage: 0 }, false, 'STATIC'],
    ['is for those below the percentage', { percentage: 40.1 }, true, 'SPLIT'],
    ['is for nobody from the percentage on', { percentage: 40 }, false, 'SPLIT'],
    ['follows the role before the percentage', { percentage: 100, roles: { artist: false } }, false, 'TARGETING_MATCH'],
    ['heeds no other role', { percentage: 100, roles: { admin: false } }, true, 'STATIC'],
    ['follows the person before all', { roles: { artist: false }, users: { user_ann: true } }, true, 'TARGETING_MATCH'],
    ['may be off for a person', { percentage: 100, users: { user_ann: false } }, false, 'TARGETING_MATCH'],
    ['heeds nobody else', { percentage: 100, users: { user_ben: false } }, true, 'STATIC'],
  ] as const)('%s', (_, given, value, reason) => {
    for (const fallback of [true, false]) expect(evaluated(fallback, rule(given), ann, 40)).toEqual({ value, reason });
  });
});

describe('pages of keys', () => {
  it('are all keys, each once, in order', () => {
    const keys = fc.uniqueArray(fc.string({ minLength: 1 })).map((all) => all.sort());
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 5 }), (all, limit) => {
        const seen: string[] = [];
        let next: string | undefined;
        do {
          const page = keysAfter(all, next, limit);
          expect(page.keys.length).toBeLessThanOrEqual(limit);
          seen.push(...page.keys);
          next = page.next;
        } while (next !== undefined);
        expect(seen).toEqual(all);
      }),
    );
  });
});
