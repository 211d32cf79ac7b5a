import { invalidField } from '../contract/errors.ts';

const most = 20;

/**
 * The ids in a `Montu-After` header, `<id>@<revision>` separated by commas: writes that a list must show.
 * @throws VALIDATION_ERROR
 */
export function afterWrites(header: string | undefined): string[] {
  if (header === undefined) return [];
  const writes = header.split(',').map((write) => /^\s*([^@]{1,200})@([1-9]\d{0,9})\s*$/.exec(write)?.[1]);
  const ids = writes.filter((id) => id !== undefined);
  if (ids.length < writes.length || ids.length > most) {
    throw invalidField(
      'Montu-After',
      'INVALID_FORMAT',
      `Must be up to ${most} writes, separated by commas`,
      '<id>@<revision>',
    );
  }
  return [...new Set(ids)];
}
