import type * as z from 'zod';
import { ApiError, type ErrorDetail } from '../contract/errors.ts';
import { type Described, describe, type Issue } from '../domain/describe-issue.ts';
import { nearest } from '../domain/suggest.ts';

const leaveOut = 'Leave it out';
/** What entities are read with, and nobody's to send in a body; with what to do instead. */
const kept: Readonly<Record<string, string>> = {
  ...{ id: leaveOut, createdAt: leaveOut, updatedAt: leaveOut, createdBy: leaveOut, updatedBy: leaveOut },
  ...{ episodeClean: leaveOut, sequenceClean: leaveOut, shotClean: leaveOut, taskCount: leaveOut, progress: leaveOut },
  revision: 'Leave it out; send If-Match to change what you read',
  projectId: 'Leave it out; what is in one project stays there',
  archivedAt: 'Leave it out; DELETE archives, and POST to its /restore brings it back',
  blockedBy: 'Leave it out; PUT and DELETE of its /dependencies change it',
};

function unknownField(name: string, known: readonly string[], what: string): Described {
  const instead = what === 'query' || !Object.hasOwn(kept, name) ? undefined : kept[name];
  if (instead) return { code: 'UNKNOWN_FIELD', message: 'Is not for clients to set here', suggestion: instead };
  const slip = nearest(name, known, 'Did you mean').trim();
  const suggestion = slip || (known.length > 0 ? `Known: ${known.slice(0, 40).join(', ')}` : leaveOut);
  return { code: 'UNKNOWN_FIELD', message: 'There is no such field here', suggestion };
}

function knownFields(schema: z.ZodType, path: PropertyKey[]): string[] {
  let current: unknown = schema;
  for (const key of path) {
    // shapeOf looks through lists at what they are lists of
    if (typeof key !== 'number') current = shapeOf(current)?.[String(key)];
  }
  return Object.keys(shapeOf(current) ?? {});
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  let inner = schema as { shape?: Record<string, unknown>; unwrap?: () => unknown } | undefined;
  while (inner && !inner.shape && inner.unwrap) inner = inner.unwrap() as typeof inner;
  return inner?.shape;
}

function detailsOf(issue: Issue, schema: z.ZodType, input: unknown, what: string): ErrorDetail[] {
  // a parameter has a name, and its values have none
  const named = (path: PropertyKey[]) => (what === 'query' ? path.slice(0, 1) : path);
  const dotted = (path: PropertyKey[]) => named(path).map(String).join('.') || 'body';
  if (issue.code !== 'unrecognized_keys') return [{ field: dotted(issue.path), ...describe(issue, input) }];
  const known = knownFields(schema, issue.path);
  return issue.keys
    .slice(0, maxDetails)
    .map((key) => ({ field: dotted([...issue.path, key]), ...unknownField(key, known, what) }));
}

/** More would help nobody, and a hostile body could ask for thousands. */
const maxDetails = 50;

/**
 * Parses input by its schema.
 * @throws VALIDATION_ERROR with every field that is wrong, and what would have been accepted
 */
export function validate<S extends z.ZodType>(schema: S, input: unknown, what: string): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const details = result.error.issues.flatMap((issue) => detailsOf(issue, schema, input, what)).slice(0, maxDetails);
  throw new ApiError(
    'VALIDATION_ERROR',
    `The ${what} ${details.length === 1 ? 'has a field' : 'has fields'} that cannot be accepted`,
    {
      details,
    },
  );
}

/** DynamoDB keeps 32 levels, of which the frame that tells of a change needs seven. */
export const maxDepth = 20;
/** Checking takes time for each value; a whole project has a few hundred. */
export const maxValues = 20_000;

export const tooDeep = () => new ApiError('MALFORMED_BODY', `The body is nested deeper than ${maxDepth} levels.`);
export const tooMany = () => new ApiError('PAYLOAD_TOO_LARGE', `The body has more than ${maxValues} values.`);

export const forbiddenKey = () => new ApiError('MALFORMED_BODY', 'The body has a key that is never accepted.');

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/**
 * Refuses bodies nested deeper, or of more values, than anything of ours, before anything slow or recursive sees them;
 * and those with a `constructor`, by which the client of the table tells what a value is.
 * @throws MALFORMED_BODY, PAYLOAD_TOO_LARGE
 */
export function checkExtent(body: unknown): void {
  let level: unknown[] = [body];
  for (let depth = 0, values = 0; level.length > 0; depth++) {
    values += level.length;
    if (depth > maxDepth) throw tooDeep();
    if (values > maxValues) throw tooMany();
    const objects = level.filter(isObject);
    if (objects.some((value) => Object.hasOwn(value, 'constructor'))) throw forbiddenKey();
    level = objects.flatMap((value) => Object.values(value));
  }
}
