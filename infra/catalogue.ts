import { allOperations } from '../shared/contract/index.ts';
import { fileName, type Operation } from '../shared/contract/operation.ts';
import { type Consumer, consumers } from '../shared/manifest/consumers.ts';
import { answerSeconds, timeoutOf } from '../shared/manifest/timeouts.ts';

/**
 * What a function is allowed. Whoever must be signed in leaves a security trail, and every request counts to a limit,
 * also where it only reads.
 */
export type Use = NonNullable<Operation['uses']>[number] | Consumer['uses'][number] | 'securityTrail';

/** A function as it is deployed, whatever calls it. */
export interface Deployed {
  id: string;
  domain: string;
  summary: string;
  /** Its source, below the project's folder. */
  file: string;
  readsTable: boolean;
  uses: readonly Use[];
  memory?: number;
  timeoutSeconds: number;
}

function deployed(
  id: string,
  spec: Pick<Operation, 'domain' | 'summary' | 'memory'> & { uses?: readonly Use[] },
  own: Pick<Deployed, 'readsTable' | 'timeoutSeconds'>,
): Deployed {
  return {
    id,
    domain: spec.domain,
    summary: spec.summary,
    file: `functions/${spec.domain}/${fileName(id)}.ts`,
    uses: spec.uses ?? [],
    ...(spec.memory === undefined ? {} : { memory: spec.memory }),
    ...own,
  };
}

/** Answers what no route matches: 404, 405 with `Allow`, and the preflight requests of browsers. */
export const unknownRoute = deployed(
  'unknownRoute',
  { domain: 'system', summary: 'Answers what no route matches', uses: ['rateLimits'] },
  { readsTable: false, timeoutSeconds: answerSeconds },
);

function usesOf({ access, uses = [] }: Operation): readonly Use[] {
  if (uses.includes('tableWrite')) return uses;
  return [...uses, 'rateLimits', ...(access === 'public' ? [] : (['securityTrail'] as const))];
}

export const endpoints: ReadonlyMap<Operation, Deployed> = new Map(
  allOperations.map((spec) => [
    spec,
    deployed(spec.id, { ...spec, uses: usesOf(spec) }, { readsTable: true, timeoutSeconds: answerSeconds }),
  ]),
);

export const consumerEntries = Object.entries<Consumer>(consumers).map(([id, spec]) => ({
  spec,
  fn: deployed(id, spec, { readsTable: true, timeoutSeconds: timeoutOf(spec) }),
}));

/** Every function there is. */
export const allFunctions: readonly Deployed[] = [
  ...endpoints.values(),
  unknownRoute,
  ...consumerEntries.map(({ fn }) => fn),
];
