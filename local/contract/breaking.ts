import type { PublishedOperation, Shape, Snapshot } from './snapshot.ts';

const upper = ['maximum', 'maxLength', 'maxItems'] as const;
const lower = ['minimum', 'minLength', 'minItems'] as const;

const typesOf = ({ type }: Shape): string[] => (type === undefined ? [] : [type].flat());
const valuesOf = (shape: Shape): unknown[] | undefined => (shape.const === undefined ? shape.enum : [shape.const]);
const alternativesOf = (shape: Shape): Shape[] | undefined => shape.anyOf ?? shape.oneOf;
const missingFrom = <T>(from: readonly T[], all: readonly T[]) => all.filter((one) => !from.includes(one));

/** One schema for each type and each alternative. */
function branchesOf(shape: Shape): Shape[] {
  const types = typesOf(shape);
  return alternativesOf(shape) ?? (types.length > 1 ? types.map((type) => ({ ...shape, type })) : [shape]);
}

/** Tells what no longer fits of schemas in two snapshots. */
class Comparison {
  readonly #was: Snapshot['schemas'];
  readonly #is: Snapshot['schemas'];
  /** Pairs that are being compared or were: schemas refer to each other in circles. */
  readonly #seen = new Map<string, string[]>();

  constructor(was: Snapshot['schemas'], is: Snapshot['schemas']) {
    this.#was = was;
    this.#is = is;
  }

  /**
   * @param isRequest whether clients write it (what they wrote must go on to be taken) or read it (what they read must
   *   go on to be there)
   */
  schema(was: Shape, is: Shape, isRequest: boolean, at: string): string[] {
    if (was.$ref === undefined && is.$ref === undefined) return this.#compare(was, is, isRequest, at);
    const pair = `${JSON.stringify([was, is])} ${isRequest}`;
    const known = this.#seen.get(pair);
    if (known) return known;
    this.#seen.set(pair, []);
    const faults = this.schema(resolved(was, this.#was), resolved(is, this.#is), isRequest, at);
    this.#seen.set(pair, faults);
    return faults;
  }

  #compare(was: Shape, is: Shape, isRequest: boolean, at: string): string[] {
    if (alternativesOf(was) || alternativesOf(is)) return this.#alternatives(was, is, isRequest, at);
    const [from, to] = isRequest ? [was, is] : [is, was];
    const types = typeFault(from, to);
    if (types) return [`${at}: ${types}`];
    return [
      ...(isRequest ? limitFaults(was, is).map((fault) => `${at}: ${fault}`) : []),
      ...this.#members(was, is, isRequest, at),
      ...(was.items && is.items ? this.schema(was.items, is.items, isRequest, `${at}[]`) : []),
    ];
  }

  /** Each alternative of what is sent must be one of those that are known. */
  #alternatives(was: Shape, is: Shape, isRequest: boolean, at: string): string[] {
    const [from, to] = isRequest ? [was, is] : [is, was];
    const fits = (one: Shape, other: Shape) =>
      (isRequest ? this.schema(one, other, true, at) : this.schema(other, one, false, at)).length === 0;
    const alone = branchesOf(from).filter((one) => !branchesOf(to).some((other) => fits(one, other)));
    return alone.length === 0 ? [] : [`${at}: ${isRequest ? 'an alternative is not taken any more' : 'type changed'}`];
  }

  #members(was: Shape, is: Shape, isRequest: boolean, at: string): string[] {
    const had = Object.keys(was.properties ?? {});
    const has = Object.keys(is.properties ?? {});
    const [mayMiss, mustHave] = isRequest ? [was.required, is.required] : [is.required, was.required];
    const gone = missingFrom(has, had);
    const required = missingFrom([...(mayMiss ?? []), ...gone], mustHave ?? []);
    const closed = isRequest && was.additionalProperties !== false && is.additionalProperties === false;
    const rest = [was.additionalProperties, is.additionalProperties];
    return [
      ...gone.map((name) => `${at}.${name}: removed`),
      ...required.map((name) => `${at}.${name}: ${isRequest ? 'is required now' : 'may be absent now'}`),
      ...(closed ? [`${at}: takes no other members any more`] : []),
      ...had.flatMap((name) => {
        const [before, now] = [was.properties?.[name], is.properties?.[name]];
        return before && now ? this.schema(before, now, isRequest, `${at}.${name}`) : [];
      }),
      ...(typeof rest[0] === 'object' && typeof rest[1] === 'object'
        ? this.schema(rest[0], rest[1], isRequest, `${at}.*`)
        : []),
    ];
  }
}

function resolved(shape: Shape, schemas: Snapshot['schemas']): Shape {
  const name = shape.$ref?.split('/').at(-1);
  return name === undefined ? shape : (schemas[name] ?? {});
}

/** Whether values of one may be of a type that the other has not. */
function typeFault(from: Shape, to: Shape): string | undefined {
  const types = typesOf(to);
  if (types.includes('number')) types.push('integer');
  const isFree = types.length > 0 && typesOf(from).length === 0;
  if (isFree || (types.length > 0 && missingFrom(types, typesOf(from)).length > 0)) return 'type changed';
  if (to.format !== undefined && to.format !== from.format) return 'format changed';
  return undefined;
}

/** What a request might have said, and may not any more. */
function limitFaults(was: Shape, is: Shape): string[] {
  const [had, has] = [valuesOf(was), valuesOf(is)];
  const gone = has && had ? missingFrom(has, had) : [];
  const narrower = [
    ...upper.filter((key) => (is[key] ?? Number.POSITIVE_INFINITY) < (was[key] ?? Number.POSITIVE_INFINITY)),
    ...lower.filter((key) => (is[key] ?? Number.NEGATIVE_INFINITY) > (was[key] ?? Number.NEGATIVE_INFINITY)),
  ];
  return [
    ...(has && !had ? ['takes only some values now'] : []),
    ...gone.map((value) => `${JSON.stringify(value)} is not taken any more`),
    ...narrower.map((key) => `${key} is narrower`),
  ];
}

function parameterFaults(was: PublishedOperation, is: PublishedOperation, schemas: Comparison): string[] {
  const required = Object.entries(is.parameters).filter(
    ([name, parameter]) => parameter.required && !was.parameters[name]?.required,
  );
  const others = Object.entries(was.parameters).flatMap(([name, { schema }]) => {
    const now = is.parameters[name];
    return now ? schemas.schema(schema, now.schema, true, name) : [`${name}: removed`];
  });
  return [...required.map(([name]) => `${name}: is required now`), ...others];
}

function answerFaults(was: PublishedOperation, is: PublishedOperation, schemas: Comparison): string[] {
  return Object.entries(was.answers).flatMap(([status, answer]) => {
    const now = is.answers[status];
    if (!now) return [`${status}: removed`];
    const gone = missingFrom(now.headers, answer.headers).map((header) => `${status} header ${header}: removed`);
    return [...gone, ...contentFaults(answer.content, now.content, false, status, schemas)];
  });
}

function operationFaults(was: PublishedOperation, is: PublishedOperation, schemas: Comparison): string[] {
  return [
    ...(was.address === is.address ? [] : [`address: is ${is.address} now`]),
    ...(was.public && !is.public ? ['asks for a token now'] : []),
    ...parameterFaults(was, is, schemas),
    ...(is.request?.required && !was.request?.required ? ['request: is required now'] : []),
    ...contentFaults(was.request?.content, is.request?.content, true, 'request', schemas),
    ...answerFaults(was, is, schemas),
  ];
}

type Content = Record<string, Shape>;

function contentFaults(was: Content = {}, is: Content = {}, isRequest: boolean, at: string, schemas: Comparison) {
  return Object.entries(was).flatMap(([type, schema]) => {
    const now = is[type];
    return now ? schemas.schema(schema, now, isRequest, `${at} ${type} `) : [`${at} ${type}: removed`];
  });
}

/**
 * What of a published contract a later one breaks for those who rely on it: something that is gone or has another type,
 * and something that is asked for or refused anew. Additions break nobody; neither does a new value in an answer, which
 * clients are told to expect.
 * @returns a line for each, such as `createTask: request application/json .shot: is required now`
 */
export function breakingChanges(was: Snapshot, is: Snapshot): string[] {
  const schemas = new Comparison(was.schemas, is.schemas);
  const errors = schemas.schema(was.error, is.error, false, 'error');
  const operations = Object.entries(was.operations).flatMap(([id, operation]) => {
    const now = is.operations[id];
    if (!now) return [`${id}: removed`];
    return [...new Set(operationFaults(operation, now, schemas))].map((fault) => `${id}: ${fault}`);
  });
  return [...errors, ...operations];
}
