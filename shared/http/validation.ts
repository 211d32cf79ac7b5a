import type * as z from 'zod';
import { ApiError, type DetailCode, type ErrorDetail } from '../contract/errors.ts';
import { separated } from '../contract/primitives.ts';
import { nearest } from '../domain/suggest.ts';

type Issue = z.core.$ZodIssue;
type Described = Pick<ErrorDetail, 'code' | 'message' | 'suggestion'>;

/** Types as people call them. */
const typeNames: Record<string, string> = {
  ...{ string: 'text', number: 'a number', int: 'a whole number', boolean: 'true or false' },
  ...{ object: 'an object', record: 'an object', array: 'a list' },
};
const nameOf = (type: string) => typeNames[type] ?? type;

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return nameOf(Array.isArray(value) ? 'array' : typeof value);
}

/** What was sent, cut where it is long; a text in quotes. */
const shown = (value: string | number) => (typeof value === 'string' ? `"${value.slice(0, 100)}"` : String(value));

/** Of a query, a text may be a list with commas (`several`). */
function valueAt(input: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    const held = typeof value === 'string' ? separated(value) : value;
    return (held as Record<PropertyKey, unknown> | undefined)?.[key];
  }, input);
}

type Describer<Code extends Issue['code']> = (issue: Extract<Issue, { code: Code }>, value: unknown) => Described;

const invalidType: Describer<'invalid_type'> = (issue, value) => {
  const wanted = nameOf(issue.expected);
  if (value === undefined) return { code: 'REQUIRED_FIELD', message: 'Is required', suggestion: `Send ${wanted}` };
  const isOfNumber = issue.expected === 'int' || issue.expected === 'number';
  // a fraction, what is beyond all numbers, or the text of a query
  const isShown = isOfNumber && (typeof value === 'number' || typeof value === 'string');
  const given = isShown ? shown(value) : typeName(value);
  return { code: 'INVALID_TYPE', message: `Must be ${wanted}, not ${given}` };
};

function notAmong(options: string[], value: unknown): Described {
  const suggestion = `One of: ${options.join(', ')}`;
  if (value === undefined) return { code: 'REQUIRED_FIELD', message: 'Is required', suggestion };
  const [given, slip] =
    typeof value === 'string' ? [`${shown(value)} is`, nearest(value, options, 'Did you mean')] : ['Is', ''];
  return { code: 'INVALID_VALUE', message: `${given} not one of the accepted values`, suggestion: slip + suggestion };
}

const invalidValue: Describer<'invalid_value'> = (issue, value) => notAmong(issue.values.map(String), value);

/** Of which member of a union something is, is said by one of its fields. */
const invalidUnion: Describer<'invalid_union'> = (issue, value) =>
  'options' in issue ? notAmong(issue.options.map(String), value) : { code: 'INVALID_VALUE', message: issue.message };

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

const invalidKey: Describer<'invalid_key'> = (issue) => ({
  code: 'INVALID_FORMAT',
  message: `The name of this field is not acceptable: ${issue.issues[0]?.message ?? issue.message}`,
});

/** `at most 7`, of numbers; of lists and the like, `at most 7 items long`. */
function amount(origin: string, limit: number | bigint, words: string): string {
  const isNumber = origin === 'number' || origin === 'int' || origin === 'bigint';
  return `${words} ${limit}${isNumber ? '' : ' items long'}`;
}

const tooBig: Describer<'too_big'> = (issue) =>
  issue.origin === 'string'
    ? { code: 'TOO_LONG', message: `Must have at most ${issue.maximum} characters` }
    : {
        code: 'OUT_OF_RANGE',
        message: `Must be ${amount(issue.origin, issue.maximum, 'at most')}`,
        suggestion: `At most ${issue.maximum}`,
      };

const tooSmall: Describer<'too_small'> = (issue) => {
  if (issue.origin !== 'string') {
    return {
      code: 'OUT_OF_RANGE',
      message: `Must be ${amount(issue.origin, issue.minimum, 'at least')}`,
      suggestion: `At least ${issue.minimum}`,
    };
  }
  if (issue.minimum === 1) return { code: 'REQUIRED_FIELD', message: 'Must not be empty' };
  return { code: 'OUT_OF_RANGE', message: `Must have at least ${issue.minimum} characters` };
};

/** What zod calls them says little to who does not know it. */
const formatNames: Record<string, string> = {
  datetime: 'Is no date and time with a zone',
  date: 'Is no day of the calendar',
};

const formatExamples: Record<string, string> = {
  datetime: 'ISO 8601 with a zone, as in 2025-08-29T10:00:00.000Z',
  date: 'A day, as in 2025-08-29',
};

const invalidFormat: Describer<'invalid_format'> = (issue) => {
  const suggestion = formatExamples[issue.format];
  return {
    code: 'INVALID_FORMAT',
    message: formatNames[issue.format] ?? issue.message,
    ...(suggestion && { suggestion }),
  };
};

/** Our own refinements bring their code and suggestion with them. */
const custom: Describer<'custom'> = (issue) => {
  const { code = 'INVALID_VALUE', suggestion } = (issue.params ?? {}) as { code?: DetailCode; suggestion?: string };
  return { code, message: issue.message, ...(suggestion !== undefined && { suggestion }) };
};

/** What to say of each kind of issue: its code, its words, and what would have been accepted. */
const describers: { [Code in Issue['code']]?: Describer<Code> } = {
  invalid_type: invalidType,
  invalid_value: invalidValue,
  invalid_union: invalidUnion,
  invalid_key: invalidKey,
  too_big: tooBig,
  too_small: tooSmall,
  invalid_format: invalidFormat,
  custom,
};

function describe(issue: Issue, input: unknown): Described {
  const describer = describers[issue.code] as Describer<Issue['code']> | undefined;
  return describer?.(issue, valueAt(input, issue.path)) ?? { code: 'INVALID_VALUE', message: issue.message };
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
