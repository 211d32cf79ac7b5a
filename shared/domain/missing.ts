import { ApiError, type ErrorDetail } from '../contract/errors.ts';

/**
 * Refuses a field whose keys are ids of what is not all there.
 * @param wanted its name, and what it has the ids of, as in `project`
 * @throws VALIDATION_ERROR naming every id that is of nothing
 */
export function refuseMissing(
  wanted: { field: string; kind: string; ids: readonly string[] },
  found: readonly { id: string }[],
  words: { message: string; suggestion: string },
): void {
  const known = new Set(found.map(({ id }) => id));
  const details = wanted.ids
    .filter((id) => !known.has(id))
    .map((id): ErrorDetail => {
      const message = `There is no ${wanted.kind} "${id}" here`;
      return { field: `${wanted.field}.${id}`, code: 'NOT_FOUND', message, suggestion: words.suggestion };
    });
  if (details.length > 0) throw new ApiError('VALIDATION_ERROR', words.message, { details });
}
