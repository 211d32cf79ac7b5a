import type * as z from 'zod';
import type { DetailCode, ErrorDetail } from '../errors.ts';
import type { BodyOf, Operation, QueryOf } from '../operation.ts';

/** A request in its parts, as a handler is given it. */
export interface Input {
  params: object;
  query: object;
  body: unknown;
}

/** What the clients of a version send and get for one operation, where that is not what is declared. Pure. */
export interface Adapter {
  /** Makes a request of v1 of one as it came: that is validated then, and its faults are told in the version's words. */
  rewrite?(raw: Input): Input;
  /** The version's own schemas, and what becomes of what they give. */
  query?: { schema: z.ZodObject; up(query: never): object };
  body?: { schema: z.ZodType; up(body: never): unknown };
  /** What an item of `data` is in the version; its schema where the version is described. */
  data?: { schema?: z.ZodType; down(data: never): unknown };
  /** What a whole list becomes, where that is something else than a list. */
  list?(items: never): unknown;
  /** A field of v1 as the version's clients know it, by its dotted path; `code` is what is wrong with it. */
  fieldName?(path: string, code?: DetailCode): string;
  /** The value of such a field, where it is another one. */
  fieldValue?(path: string, value: unknown): unknown;
}

/** What is told of something that was not done, as far as it names fields. */
export interface Fault {
  details: ErrorDetail[];
  conflicts?: { field: string; current?: unknown; yours?: unknown }[];
}

/** The same fault, its fields called as the version's clients know them. */
export function faultIn<F extends Fault>(
  { fieldName, fieldValue }: Pick<Adapter, 'fieldName' | 'fieldValue'>,
  fault: F,
): F {
  const { details, conflicts } = fault;
  const nameOf = fieldName ?? ((path) => path);
  const valueIn = fieldValue ?? ((_, value) => value);
  return {
    ...fault,
    details: details.map((detail) => ({ ...detail, field: nameOf(detail.field, detail.code) })),
    ...(conflicts && {
      conflicts: conflicts.map(({ field, current, yours, ...rest }) => ({
        ...{ ...rest, field: nameOf(field) },
        ...{ current: valueIn(field, current), yours: valueIn(field, yours) },
      })),
    }),
  };
}

/** An address that only a version has. */
export interface VersionRoute {
  method: Operation['method'];
  path: `/${string}`;
  /** Whose function answers there. */
  operation: Operation;
  adapter: Adapter;
}

/** What clients of a version that comes to its end are told (RFC 9745, RFC 8594). */
export interface Deprecation {
  /** Since when it is deprecated. */
  since: Date;
  /** When it stops to answer; six months later, or more. */
  sunset: Date;
  /** The version to go to. */
  successor: string;
}

export interface ApiVersion {
  /** As in addresses: `v2`. */
  name: string;
  /** The operations that it has; all, unless it names them. */
  only?: ReadonlySet<string>;
  /** By the id of the operation; the others are as declared. */
  adapters: ReadonlyMap<string, Adapter>;
  routes: readonly VersionRoute[];
  /** Whether answers come without the envelope. */
  bare?: true;
  deprecation?: Deprecation;
}

type AnswerData<O extends Operation> = O['answer'] extends { data: infer D extends z.ZodType } ? z.output<D> : never;

/** Declares what of an operation is other in a version, with its types checked against what is declared. */
export function adapt<
  O extends Operation,
  Q extends z.ZodObject = never,
  B extends z.ZodType = never,
  D extends z.ZodType = never,
>(
  operation: O,
  own: {
    query?: { schema: Q; up(query: z.output<Q>): QueryOf<O> };
    body?: { schema: B; up(body: z.output<B>): BodyOf<O> };
    data?: { schema: D; down(data: AnswerData<O>): z.input<D> };
  } & Pick<Adapter, 'fieldName' | 'fieldValue'>,
): readonly [id: string, adapter: Adapter] {
  return [operation.id, own as Adapter];
}

/** The address of a route that only one version has. */
export const ownPath = ({ name }: ApiVersion, path: string): `/${string}` => `/api/${name}${path}`;

export const hasOperation = ({ only }: ApiVersion, { id, root }: Operation): boolean =>
  root === true || (only?.has(id) ?? true);

/**
 * How a version differs in an operation.
 * @param routeKey as the HTTP API names the route of a request: `PATCH /api/v0/tasks/bulk-update`
 * @returns undefined where the version does not have it
 */
export function adapterOf(version: ApiVersion, operation: Operation, routeKey: string): Adapter | undefined {
  const own = version.routes.find(({ method, path }) => routeKey === `${method} ${ownPath(version, path)}`);
  if (own) return own.adapter;
  return hasOperation(version, operation) ? (version.adapters.get(operation.id) ?? {}) : undefined;
}
