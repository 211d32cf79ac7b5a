import { allOperations } from '../contract/index.ts';
import type { Operation } from '../contract/operation.ts';
import type { ApiVersion } from '../contract/versions/version.ts';
import { people } from './answers/people.ts';
import { production } from './answers/production.ts';
import { studio } from './answers/studio.ts';
import { changedAt } from './answers/world.ts';

const dataOf = ({ answer }: Operation) => ('data' in answer ? answer.data : undefined);

/** What the operations answer with that nothing is given for: the same as the first one that answers with its like. */
function completed(given: Readonly<Record<string, unknown>>): ReadonlyMap<string, unknown> {
  const alike = new Map(
    allOperations
      .filter(({ id }) => id in given)
      .map((spec) => [dataOf(spec), given[spec.id]] as const)
      .reverse(),
  );
  return new Map(allOperations.map((spec) => [spec.id, given[spec.id] ?? alike.get(dataOf(spec))]));
}

const examples = completed({ ...people, ...production, ...studio });

/** Of each operation the first that answers with the very same. */
const names = new Map(
  [...Map.groupBy(allOperations, ({ answer }) => answer.kind).values()].flatMap((likewise) =>
    [...Map.groupBy(likewise, ({ id }) => examples.get(id))].flatMap(([example, all]) =>
      example === undefined ? [] : all.map(({ id }) => [id, all[0]?.id as string] as const),
    ),
  ),
);

/** The name of an operation's example in the components; undefined where it answers without JSON. */
export const answerExampleOf = ({ id }: Pick<Operation, 'id'>): string | undefined => names.get(id);

/** A good answer to an operation, in a version, with every default filled in as it would be. */
function bodyOf(spec: Operation, { name: apiVersion, adapters }: ApiVersion): unknown {
  const down = (adapters.get(spec.id)?.data?.down ?? ((data) => data)) as (data: unknown) => unknown;
  const data = down(dataOf(spec)?.parse(examples.get(spec.id)));
  const meta = { requestId: 'req_01JC9Q3V7RZK4M2N8W5T6X0Y1A', timestamp: changedAt, apiVersion };
  if (spec.answer.kind === 'item') return { data, meta };
  if (spec.answer.kind !== 'list') return data;
  const next = { nextCursor: 'u7ZHAfUayx25qH6xJ52lGpOUAMNoU_09QHZt2wEImR8…', hasMore: true };
  const pagination = { limit: 1, ...('cursor' in (spec.query?.shape ?? {}) ? next : { hasMore: false }) };
  return { data: [data], pagination, meta };
}

/** A good answer to each operation of a version that answers otherwise than those before it, by its name. */
export const answerExamples = (version: ApiVersion): Record<string, { value: unknown }> =>
  Object.fromEntries(
    allOperations
      .filter(({ id }) => names.get(id) === id)
      .map((spec) => [spec.id, { value: bodyOf(spec, version) }] as const),
  );
