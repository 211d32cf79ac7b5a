/** An instant that has a way of its own to be written, until a filter asks for another. */
export class Moment {
  readonly at: Date;
  readonly text: string;

  constructor(at: Date, format: string) {
    this.at = at;
    this.text = formatDate(at, format);
  }
}

/** What a variable can stand for. */
export type Value = string | number | boolean | Moment;

export function textOf(value: Value): string {
  return value instanceof Moment ? value.text : String(value);
}

/** How the parts of an instant are written: as in most places, or as `strftime` does. Always UTC. */
const dateParts: Readonly<Record<string, (iso: string) => string>> = {
  YYYY: (iso) => iso.slice(0, 4),
  MM: (iso) => iso.slice(5, 7),
  DD: (iso) => iso.slice(8, 10),
  HH: (iso) => iso.slice(11, 13),
  mm: (iso) => iso.slice(14, 16),
  ss: (iso) => iso.slice(17, 19),
};
const asStrftime: Readonly<Record<string, string>> = { Y: 'YYYY', m: 'MM', d: 'DD', H: 'HH', M: 'mm', S: 'ss' };

function formatDate(at: Date, format: string): string {
  const iso = at.toISOString();
  return format.replace(/%([YmdHMS])|YYYY|MM|DD|HH|mm|ss/g, (whole, letter: string | undefined) => {
    const name = letter === undefined ? whole : asStrftime[letter];
    return dateParts[name ?? '']?.(iso) ?? whole;
  });
}

/** A filter met a value that it can do nothing with. */
export class UnfitValue extends Error {}

const looksLikeDate = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]{5,12}(?:Z|[+-]\d{2}:\d{2})?)?$/;

function dateOf(value: Value): Date {
  if (value instanceof Moment) return value.at;
  const text = textOf(value);
  // a time without a zone is UTC, as everywhere here
  const at = new Date(/T[\d:.]+$/.test(text) ? `${text}Z` : text);
  if (!looksLikeDate.test(text) || Number.isNaN(at.getTime())) throw new UnfitValue(`"${text}" is no date`);
  return at;
}

const isTrue = (value: Value | undefined) => value !== undefined && value !== false && value !== 0 && value !== '';

const inTitle = (text: string) =>
  text.replace(
    /(\p{L})([\p{L}\p{M}]*)/gu,
    (_, first: string, rest: string) => first.toUpperCase() + rest.toLowerCase(),
  );

/** One way to change a value on its way into a path. */
interface Filter {
  /** As it is written. */
  usage: string;
  /** Whether these arguments are what it takes. */
  takes: (args: readonly string[]) => boolean;
  apply: (value: Value, args: readonly string[]) => string;
}

const nothing = (args: readonly string[]) => args.length === 0;
const aCount = (args: readonly string[]) => args.length === 1 && /^\d{1,3}$/.test(args[0] ?? '');
/** Text that goes into the path makes no level of its own there. */
const inOneLevel = (text: string | undefined) => text !== undefined && !/[/\\]/.test(text);

export const filters: Readonly<Record<string, Filter>> = {
  upper: { usage: 'upper', takes: nothing, apply: (value) => textOf(value).toUpperCase() },
  lower: { usage: 'lower', takes: nothing, apply: (value) => textOf(value).toLowerCase() },
  title: { usage: 'title', takes: nothing, apply: (value) => inTitle(textOf(value)) },
  pad: { usage: 'pad:N', takes: aCount, apply: (value, [n]) => textOf(value).padStart(Number(n), '0') },
  replace: {
    usage: 'replace:a:b',
    takes: (args) => args.length === 2 && args[0] !== '' && inOneLevel(args[1]),
    apply: (value, [from = '', to = '']) => textOf(value).split(from).join(to),
  },
  truncate: {
    usage: 'truncate:N',
    takes: aCount,
    apply: (value, [n]) => [...textOf(value)].slice(0, Number(n)).join(''),
  },
  sanitize: {
    usage: 'sanitize',
    takes: nothing,
    apply: (value) =>
      textOf(value)
        .replace(/[^\p{L}\p{M}\p{N}._-]/gu, '_')
        .replace(/^\.+$/, (dots) => '_'.repeat(dots.length)),
  },
  date: {
    usage: 'date:FORMAT',
    takes: (args) => args.length === 1 && args[0] !== '' && inOneLevel(args[0]),
    apply: (value, [format = '']) => formatDate(dateOf(value), format),
  },
  conditional: {
    usage: 'conditional:a:b',
    takes: (args) => args.length === 2 && args.every(inOneLevel),
    apply: (value, [yes = '', no = '']) => (isTrue(value) ? yes : no),
  },
};

/** Of which a value that is not there is as good as an empty one. */
export const takesNothing = 'conditional';
