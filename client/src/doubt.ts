import { NetworkError, NotFoundError, VersionConflictError } from './errors.ts';
import { operations } from './generated/operations.ts';
import { contains } from './merge-patch.ts';
import { type Answer, inDoubt, type Request } from './transport.ts';

/** Fields that a write does not decide, so that they tell nothing of whether it was done. */
const undecided = ['revision', 'updatedAt', 'updatedBy', 'taskCount', 'progress'];

const without = <T>(members: Record<string, T>, names: readonly string[]): Record<string, T> =>
  Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)));

/** Whether what a write changes can be read at the same address. */
const isLegible = (path: string) =>
  Object.values(operations).some((methods) =>
    Object.values<string>(methods).some((row) => row.startsWith(`GET ${path} item`)),
  );

function isAsWanted({ method, body }: Request, data: Record<string, unknown>): boolean {
  if (body !== undefined) return contains(data, without(body as Record<string, unknown>, undecided));
  return method === 'DELETE' && typeof data.archivedAt === 'string';
}

/**
 * After a try without an answer, a stale revision, or that something is not there, may be the doing of that try.
 * @param path as the table of operations has it
 * @param read sends a request
 * @returns the body of an answer, if all is as the request wants it
 * @throws NetworkError where that cannot be found out
 */
export async function doneBefore(
  error: unknown,
  request: Request,
  path: string,
  read: (request: Request) => Promise<Answer>,
): Promise<{ data: unknown } | undefined> {
  if (!inDoubt.has(error as object)) return undefined;
  if (error instanceof NotFoundError) return request.method === 'DELETE' ? { data: undefined } : undefined;
  if (!(error instanceof VersionConflictError && isLegible(path))) return undefined;
  const { signal } = request;
  const url = request.url.replace(/\?.*/, '');
  const answer = await read({ method: 'GET', url, headers: {}, isRepeatable: true, signal }).catch((cause) => {
    throw signal?.aborted ? cause : new NetworkError('It is not known whether it was done', true, { cause });
  });
  const { data } = answer.body as { data: Record<string, unknown> };
  return isAsWanted(request, data) ? { data } : undefined;
}
