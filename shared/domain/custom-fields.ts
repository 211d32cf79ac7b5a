import { isDeepStrictEqual } from 'node:util';
import type { DetailCode, ErrorDetail } from '../contract/errors.ts';
import { day } from '../contract/primitives.ts';
import type { ProjectFields } from '../contract/projects.ts';
import { nearest } from './suggest.ts';

type Declarations = ProjectFields['customFields'];
type Declaration = Declarations[string];
type Values = Readonly<Record<string, unknown>>;
type Problem = Omit<ErrorDetail, 'field'>;

const maxTextLength = 2_000;

const refused = (code: DetailCode, message: string, suggestion?: string): Problem => ({
  ...{ code, message },
  ...(suggestion !== undefined && { suggestion }),
});

function typeProblem(value: unknown, type: 'string' | 'number' | 'boolean', words: string): Problem | undefined {
  return typeof value === type ? undefined : refused('INVALID_TYPE', `Must be ${words}`);
}

function textProblem(value: unknown): Problem | undefined {
  const wrong = typeProblem(value, 'string', 'text');
  if (wrong || (value as string).length <= maxTextLength) return wrong;
  return refused('TOO_LONG', `Must have at most ${maxTextLength} characters`);
}

function dateProblem(value: unknown): Problem | undefined {
  const wrong = typeProblem(value, 'string', 'a day');
  if (wrong || day.safeParse(value).success) return wrong;
  return refused('INVALID_FORMAT', 'Is no day', 'A day, as in 2025-08-29');
}

function choiceProblem(value: unknown, choices: readonly string[]): Problem | undefined {
  const wrong = typeProblem(value, 'string', 'one of the choices');
  if (wrong || choices.includes(value as string)) return wrong;
  const suggestion = `${nearest(value as string, choices, 'Did you mean')}One of: ${choices.join(', ')}`;
  return refused('INVALID_VALUE', `"${value}" is not among the choices`, suggestion);
}

function valueProblem(value: unknown, declared: Declaration): Problem | undefined {
  if (declared.type === 'choice') return choiceProblem(value, declared.choices);
  if (declared.type === 'text') return textProblem(value);
  if (declared.type === 'date') return dateProblem(value);
  return typeProblem(value, declared.type, declared.type === 'number' ? 'a number' : 'true or false');
}

function unknownField(name: string, known: readonly string[]): Problem {
  const suggestion =
    nearest(name, known, 'Did you mean').trim() ||
    (known.length > 0 ? `Known: ${known.join(', ')}` : 'Declare it in the project’s customFields');
  return refused('UNKNOWN_FIELD', 'The project has no such field', suggestion);
}

/**
 * What is wrong with a task's own fields of its project. Only what a change touches is looked at: values whose
 * declaration is gone stay as they are, and may be removed.
 */
export function customFieldProblems(values: Values, declared: Declarations, before: Values = {}): ErrorDetail[] {
  return Object.entries(values).flatMap(([name, value]) => {
    if (isDeepStrictEqual(value, before[name])) return [];
    const declaration = Object.hasOwn(declared, name) ? declared[name] : undefined;
    const problem = declaration ? valueProblem(value, declaration) : unknownField(name, Object.keys(declared));
    return problem ? [{ field: `customFields.${name}`, ...problem }] : [];
  });
}
