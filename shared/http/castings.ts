import type { ItemType } from '../contract/breakdown.ts';
import type { Permission } from '../contract/permissions.ts';
import { findItem } from '../data/breakdown.ts';
import { listCastings } from '../data/castings.ts';
import { openCursor, sealCursor } from '../data/cursor.ts';
import type { Caller, Resource } from '../domain/access.ts';
import { projectResource } from '../domain/projects.ts';
import { unrecordedItem } from './breakdown.ts';

/**
 * A page of what is cast into a shot, or of the shots that an asset is cast into.
 * @throws NOT_FOUND where there is no such shot or asset
 */
export async function castingPage(
  request: {
    query: { limit: number; cursor?: string | undefined };
    caller: Caller;
    mustSee: readonly string[];
    allow(resource: Resource, permission?: Permission): void;
    eachAllowed(): (resource: Resource) => boolean;
  },
  address: { projectId: string; type: Exclude<ItemType, 'sequence'>; id: string },
) {
  const { query, caller, allow } = request;
  const { studio, userId } = caller;
  const { projectId, type, id } = address;
  // how a shot is made is none of a client’s business
  allow(projectResource(projectId), 'project.read');
  allow(projectResource(projectId));
  const scope = { studio, userId, operation: `${type}Casting`, query: { ...query, projectId, id } };
  const startAfter = await openCursor<Record<string, unknown>>(query.cursor, scope);
  const { castings, next } = await listCastings(studio, address, { limit: query.limit, startAfter });
  // whatever is cast is recorded
  if (castings.length === 0 && !(await findItem(studio, address))) await unrecordedItem(request, address);
  return { items: castings, nextCursor: next && (await sealCursor(next, scope)) };
}
