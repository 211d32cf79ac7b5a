import type * as z from 'zod';
import { describe } from '../../shared/domain/describe-issue.ts';
import { OperatorProblem } from './problem.ts';

/** `displayName` is `--display-name`. */
const inOptions = (field: string) => `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/**
 * What options gave, by the API's own rules for it.
 * @param names options that are not named as their field is
 * @throws OperatorProblem that names the first option against them, says why, and what would be accepted
 */
export function validOptions<Schema extends z.ZodType>(
  schema: Schema,
  given: Record<string, unknown>,
  names: Readonly<Record<string, string>> = {},
): z.output<Schema> {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues as [z.core.$ZodIssue];
  const field = String(issue.path[0]);
  const { message, suggestion } = describe(issue, given);
  const sentences = [
    `${names[field] ?? inOptions(field)}: ${message}`,
    ...(suggestion === undefined ? [] : [suggestion]),
  ];
  throw new OperatorProblem(`${sentences.join('. ')}.`);
}
