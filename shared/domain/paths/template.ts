import type { ErrorDetail } from '../../contract/errors.ts';
import { nearest } from '../suggest.ts';
import { filters, takesNothing, textOf, UnfitValue, type Value } from './filters.ts';

/** `{name|filter:a:b}` */
export interface Slot {
  name: string;
  filters: readonly { name: string; args: readonly string[] }[];
  /** As it is written. */
  source: string;
}

/** What a template is made of, in order: text as it is, and variables. */
export type Piece = string | Slot;
export type Template = readonly Piece[];

export type Problem = Omit<ErrorDetail, 'field'>;

/** More would only be hostile: a path that is taken apart costs with their number. */
const maxSlots = 30;
/** What a filter may make of a value; a few of them could make it grow without end. */
const maxValueLength = 1_000;

const problem = (code: Problem['code'], message: string, suggestion: string): Problem => ({
  code,
  message,
  suggestion,
});

function filterProblem({ name, args }: Slot['filters'][number]): Problem[] {
  const filter = Object.hasOwn(filters, name) ? filters[name] : undefined;
  const usages = Object.values(filters).map(({ usage }) => usage);
  if (!filter) {
    const slip = nearest(name, Object.keys(filters), 'Did you mean');
    return [problem('INVALID_VALUE', `There is no filter "${name}"`, `${slip}One of: ${usages.join(', ')}`)];
  }
  if (filter.takes(args)) return [];
  return [problem('INVALID_FORMAT', `The filter "${name}" is not used so: ${[name, ...args].join(':')}`, filter.usage)];
}

function slotOf(source: string): Slot {
  const [name = '', ...applied] = source.slice(1, -1).split('|');
  return {
    name: name.trim(),
    filters: applied.map((one) => {
      const [filter = '', ...args] = one.split(':');
      return { name: filter.trim(), args };
    }),
    source,
  };
}

/** Reads a template. What is wrong with it is told beside what could be read. */
export function parseTemplate(source: string): { template: Template; problems: Problem[] } {
  const template = source
    .split(/(\{[^{}]*\})/)
    .map((part, index) => (index % 2 === 1 ? slotOf(part) : part))
    .filter((piece) => piece !== '');
  const slots = template.filter((piece) => typeof piece !== 'string');
  const isUnbalanced = template.some((piece) => typeof piece === 'string' && /[{}]/.test(piece));
  return {
    template,
    problems: [
      // nobody can tell whether that is a slip or means no path at all, and the path of it would be no place
      ...(template.length === 0
        ? [problem('REQUIRED_FIELD', 'Must not be empty', 'Text, and variables in braces')]
        : []),
      ...(isUnbalanced
        ? [problem('INVALID_FORMAT', 'A brace has no counterpart', 'A variable stands in braces, as in {shot_clean}')]
        : []),
      ...(slots.length > maxSlots ? [problem('TOO_LONG', 'Has too many variables', `At most ${maxSlots}`)] : []),
      ...slots.flatMap((slot) => slot.filters.flatMap(filterProblem)),
    ],
  };
}

/** The variables of a template that there are not. */
export function nameProblems(
  template: Template,
  isKnown: (name: string) => boolean,
  known: readonly string[],
): Problem[] {
  const names = template.flatMap((piece) => (typeof piece === 'string' || isKnown(piece.name) ? [] : [piece.name]));
  return [...new Set(names)].map((name) => {
    const slip = nearest(name, known, 'Did you mean');
    return problem('INVALID_VALUE', `There is no variable "${name}"`, `${slip}One of: ${known.join(', ')}`);
  });
}

/** Why a variable cannot be put into a path. */
export class SlotProblem extends Error {
  readonly slot: Slot;
  readonly problem: Problem;

  constructor(slot: Slot, found: Problem) {
    super(found.message);
    this.slot = slot;
    this.problem = found;
  }
}

/** @throws SlotProblem where there is no value, a filter can do nothing with it, or it grows too long */
export function fill(slot: Slot, value: Value | undefined): string {
  if (value === undefined && slot.filters[0]?.name !== takesNothing) {
    const message = `The template needs a value for ${slot.source}`;
    throw new SlotProblem(slot, { code: 'REQUIRED_FIELD', message });
  }
  let current: Value = value ?? '';
  for (const { name, args } of slot.filters) {
    current = filtered(slot, current, name, args);
  }
  const text = textOf(current);
  if (text.length <= maxValueLength) return text;
  throw new SlotProblem(slot, { code: 'TOO_LONG', message: `What ${slot.source} stands for is too long` });
}

function filtered(slot: Slot, value: Value, name: string, args: readonly string[]): string {
  try {
    const text = filters[name]?.apply(value, args) ?? '';
    if (text.length <= maxValueLength) return text;
  } catch (error) {
    if (!(error instanceof UnfitValue)) throw error;
    throw new SlotProblem(slot, { code: 'INVALID_VALUE', message: `${error.message}, which ${slot.source} asks for` });
  }
  throw new SlotProblem(slot, { code: 'TOO_LONG', message: `What ${slot.source} stands for is too long` });
}
