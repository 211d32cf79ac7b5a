import { notFound } from '../contract/errors.ts';
import type { FeatureFlagRule, FlagRuleFields } from '../contract/feature-flags.ts';
import type { FlagKey } from '../domain/feature-flags.ts';
import { Cache } from '../platform/cache.ts';
import { changeEntity, put, untilWritten } from './entities.ts';
import { type Change, type EntityKind, entityOf, type Versioned } from './entity-kinds.ts';
import { keys } from './keys.ts';
import { getItem, type Item, queryAll } from './table.ts';

/** A rule as it is stored, under the flag's key; a removed one stays, archived, so that its history goes on. */
type StoredRule = Versioned & FlagRuleFields;

const ruleKind: EntityKind<StoredRule> = {
  name: 'featureFlag',
  onFeed: false,
  key: keys.featureFlag,
  eventKey: keys.featureFlagEvent,
  toItem: (entity, studio) => ({ ...entity, studio }),
  about: () => ({ about: {} }),
};

/** A change takes effect within 30 s; this leaves some for requests that are under way. */
const maxAgeMs = 20_000;
const cache = new Cache<ReadonlyMap<string, FeatureFlagRule>>({ max: 1_000, maxAgeMs });

function toRule({ id, ...rule }: StoredRule): FeatureFlagRule {
  return { key: id, ...rule };
}

/** The rules of a studio by key, as they are now: one strong query of one item a flag. */
export async function readFlagRules(studio: string): Promise<ReadonlyMap<string, FeatureFlagRule>> {
  const { pk, sk } = keys.featureFlag(studio, '');
  const items = await queryAll<Item & StoredRule>({ equals: { pk }, range: { attribute: 'sk', beginsWith: sk } });
  const rules = items.filter(({ archivedAt }) => archivedAt === null).map((item) => toRule(entityOf(item)));
  return new Map(rules.map((rule) => [rule.key, rule]));
}

/** The same, as of 20 s ago at most. */
export function recentFlagRules(studio: string): Promise<ReadonlyMap<string, FeatureFlagRule>> {
  return cache.get(studio, () => readFlagRules(studio));
}

/** One that was removed too, archived. */
async function findRule(studio: string, key: FlagKey): Promise<StoredRule | undefined> {
  const item = await getItem<Item & StoredRule>(keys.featureFlag(studio, key));
  return item && entityOf(item);
}

/**
 * Sets the rule of a flag in the studio, whether there was one or not: here at once, everywhere within 20 s.
 * @throws VERSION_CONFLICT
 */
export async function setFlagRule(
  key: FlagKey,
  fields: FlagRuleFields,
  expected: number | undefined,
  change: Change,
): Promise<FeatureFlagRule> {
  const wanted = {
    entity: { id: key, ...fields },
    ...{ expected, gone: `"${key}" has no rule now.` },
    ...({ added: 'featureFlag.set', updated: 'featureFlag.set' } as const),
  };
  const rule = await untilWritten(
    () => `The rule of "${key}" is`,
    async () => put(ruleKind, await findRule(change.studio, key), wanted, change),
  );
  cache.delete(change.studio);
  return toRule(rule);
}

/**
 * Takes the rule of a flag away.
 * @throws NOT_FOUND when there is none, VERSION_CONFLICT
 */
export async function removeFlagRule(key: FlagKey, expected: number | undefined, change: Change): Promise<void> {
  await changeEntity(
    ruleKind,
    {
      type: 'featureFlag.removed',
      expected,
      async load() {
        const current = await findRule(change.studio, key);
        if (current?.archivedAt !== null) throw notFound('rule of feature flag', key);
        return current;
      },
      decide: (current) => ({ ...current, archivedAt: (change.at ?? new Date()).toISOString() }),
    },
    change,
  );
  cache.delete(change.studio);
}
