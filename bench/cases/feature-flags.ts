import { featureFlagOperations } from '../../shared/contract/feature-flags.ts';
import { keys } from '../../shared/data/keys.ts';
import type { World } from '../world.ts';
import type { MakeCase } from './case.ts';
import { firstTask } from './own-task.ts';

const flagKey = 'direct-messages';

/** There is one rule for all clients: each change finds what another has left. */
const change = (world: World) => world.raw.change(firstTask(world), { milestoneNote: ['on', 'off'] });

export const featureFlagCases = {
  // a warm container has the rules
  listFeatureFlags: ({ planner }) => ({ request: (client) => ({ token: planner(client).token }) }),
  listFeatureFlagRules: (world) => ({
    request: () => ({ token: world.writer.token }),
    raw: () => {
      const { pk, sk } = keys.featureFlag(world.writer.studio, '');
      return world.raw.query({ equals: { pk }, beginsWith: sk, limit: 100 });
    },
  }),
  setFeatureFlagRule: (world) => {
    let turn = 0;
    return {
      request: () => {
        turn += 1;
        const percentage = 50 + (turn % 50);
        return { token: world.writer.token, params: { flagKey }, body: { percentage, roles: { artist: true } } };
      },
      raw: () => change(world),
    };
  },
  removeFeatureFlagRule: (world) => ({
    // there is one rule
    atOnce: 1,
    before: () =>
      world.call(featureFlagOperations.setFeatureFlagRule, {
        ...{ token: world.writer.token, params: { flagKey }, body: { percentage: 100 } },
      }),
    request: () => ({ token: world.writer.token, params: { flagKey } }),
    raw: () => change(world),
  }),
} satisfies Record<keyof typeof featureFlagOperations, MakeCase>;
