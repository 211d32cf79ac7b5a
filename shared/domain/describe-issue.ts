import type * as z from 'zod';
import type { DetailCode, ErrorDetail } from '../contract/errors.ts';
import { separated } from '../contract/separated.ts';
import { nearest } from './suggest.ts';

export type Issue = z.core.$ZodIssue;
export type Described = Pick<ErrorDetail, 'code' | 'message' | 'suggestion'>;

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
const invalidUnion: Describer<'invalid_union'> = (issue, value) => {
  if ('options' in issue) return notAmong(issue.options.map(String), value);
  if (value === undefined) return { code: 'REQUIRED_FIELD', message: 'Is required' };
  return { code: 'INVALID_VALUE', message: issue.message };
};

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
  email: 'Is no e-mail address',
};

const formatExamples: Record<string, string> = {
  datetime: 'ISO 8601 with a zone, as in 2025-08-29T10:00:00.000Z',
  date: 'A day, as in 2025-08-29',
  email: 'An address, as in hana@aurora.example',
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

/**
 * What is wrong with a value, in words for people, and what would have been accepted.
 * @param input what was parsed: values that an issue does not tell are taken from it
 */
export function describe(issue: Issue, input: unknown): Described {
  const describer = describers[issue.code] as Describer<Issue['code']> | undefined;
  return describer?.(issue, valueAt(input, issue.path)) ?? { code: 'INVALID_VALUE', message: issue.message };
}
