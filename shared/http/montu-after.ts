import { invalidField } from '../contract/errors.ts';

const most = 20;
const maxIdLength = 200;

/** Headers carry no letters beyond Latin-1, so an id that has some comes percent-encoded (RFC 3986). */
function idOf(write: string): string | undefined {
  const encoded = /^([^@]{1,1800})@[1-9]\d{0,9}$/.exec(write.trim())?.[1] ?? '';
  try {
    const id = decodeURIComponent(encoded);
    return id.length > 0 && id.length <= maxIdLength ? id : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The ids in a `Montu-After` header, `<id>@<revision>` separated by commas: writes that a list must show.
 * @throws VALIDATION_ERROR
 */
export function afterWrites(header: string | undefined): string[] {
  if (header === undefined) return [];
  const ids = header.split(',').map(idOf);
  const known = ids.filter((id) => id !== undefined);
  if (known.length < ids.length || known.length > most) {
    throw invalidField(
      'Montu-After',
      'INVALID_FORMAT',
      `Must be up to ${most} writes, separated by commas`,
      '<id, percent-encoded>@<revision>',
    );
  }
  return [...new Set(known)];
}
