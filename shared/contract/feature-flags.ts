import * as z from 'zod';
import { etagOf } from './etag.ts';
import { operation } from './operation.ts';
import { studioRoles } from './permissions.ts';
import { entity, id, page } from './primitives.ts';

const maxUsers = 100;

const ruleFields = z.strictObject({
  percentage: z.number().min(0).max(100).meta({
    description: 'For how many in a hundred it is on: always for the same people; 100 is the whole studio, 0 nobody',
  }),
  roles: z
    .partialRecord(z.enum(studioRoles), z.boolean())
    .default({})
    .meta({ description: 'On or off for everybody of a studio role, whatever the percentage' }),
  users: z
    .record(id, z.boolean())
    .refine((users) => Object.keys(users).length <= maxUsers, {
      error: `Must name ${maxUsers} people at most`,
      params: { code: 'OUT_OF_RANGE', suggestion: 'Roles, or a percentage' },
    })
    .default({})
    .meta({ description: 'On or off for single people, by user id, whatever their role' }),
});

export type FlagRuleFields = z.output<typeof ruleFields>;

const featureFlagRule = z
  .object({ key: z.string(), ...ruleFields.shape, ...entity })
  .meta({ id: 'FeatureFlagRule', description: 'For whom of the studio a feature is on.' });

export type FeatureFlagRule = z.output<typeof featureFlagRule>;

const declaredFlag = z
  .object({
    key: z.string(),
    description: z.string(),
    owner: z.string().meta({ description: 'Who answers for it' }),
    default: z.boolean().meta({ description: 'What holds without a rule' }),
    rule: featureFlagRule.nullable(),
  })
  .meta({ id: 'DeclaredFeatureFlag', description: 'A feature flag, and the rule of this studio if it has one.' });

/** Why a flag is as it is, in the words of OpenFeature. */
const reasons = ['DEFAULT', 'TARGETING_MATCH', 'STATIC', 'SPLIT', 'ERROR'] as const;
export type FlagReason = (typeof reasons)[number];

const featureFlag = z
  .object({
    key: z.string(),
    value: z.boolean(),
    variant: z.enum(['on', 'off']),
    reason: z.enum(reasons).meta({
      description:
        'DEFAULT: there is no rule; TARGETING_MATCH: by person or role; STATIC: for all or nobody; SPLIT: by percentage; ' +
        'ERROR: rules could not be read, so it is as without one',
    }),
  })
  .meta({ id: 'FeatureFlag', description: 'Whether a feature is on for whoever asks.' });

const domain = 'feature-flags';
const params = z.object({ flagKey: id });
const etag = (data: Pick<FeatureFlagRule, 'revision'>) => etagOf(data.revision);
const within = 'Takes effect everywhere within 30 seconds.';

export const featureFlagOperations = {
  listFeatureFlags: operation({
    id: 'listFeatureFlags',
    domain,
    method: 'GET',
    path: '/feature-flags',
    summary: 'List the features that are on and off for you',
    description: 'By key. What is off is refused by the API as well: this is to show nothing that would be.',
    access: 'signedIn',
    query: z.strictObject({ ...page }),
    answer: { kind: 'list', status: 200, data: featureFlag },
  }),
  listFeatureFlagRules: operation({
    id: 'listFeatureFlagRules',
    domain,
    method: 'GET',
    path: '/feature-flags/rules',
    summary: 'List all feature flags with the rules of the studio',
    description:
      'By key; `rule` is null where the default holds. As they are now: requests may go by older ones for some ' +
      'seconds.',
    access: 'featureFlag.read',
    query: z.strictObject({ ...page }),
    answer: { kind: 'list', status: 200, data: declaredFlag },
  }),
  setFeatureFlagRule: operation({
    id: 'setFeatureFlagRule',
    domain,
    method: 'PUT',
    path: '/feature-flags/{flagKey}',
    summary: 'Say for whom a feature is on',
    description: `A person's own entry decides, else that of their role, else the percentage. ${within}`,
    access: 'featureFlag.change',
    params,
    body: ruleFields,
    creates: true,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT'],
    answer: { kind: 'item', status: 200, data: featureFlagRule, etag },
    uses: ['tableWrite'],
  }),
  removeFeatureFlagRule: operation({
    id: 'removeFeatureFlagRule',
    domain,
    method: 'DELETE',
    path: '/feature-flags/{flagKey}',
    summary: 'Put a feature back to its default',
    description: within,
    access: 'featureFlag.change',
    params,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT'],
    answer: { kind: 'empty', status: 204 },
    uses: ['tableWrite'],
  }),
} as const;
