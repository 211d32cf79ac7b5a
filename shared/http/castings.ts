import type { ItemType } from '../contract/breakdown.ts';
import type { Permission } from '../contract/permissions.ts';
import { findItem } from '../data/breakdown.ts';
import { listCastings } from '../data/castings.ts';
import type { Caller, Resource } from '../domain/access.ts';
import { projectResource } from '../domain/projects.ts';
import { unrecordedItem } from './breakdown.ts';
import type { Cursors } from './cursors.ts';

/**
 * A page of what is cast into a shot, or of the shots that an asset is cast into.
 * @throws NOT_FOUND where there is no such shot or asset
 */
export async function castingPage(
  request: {
    query: { limit: number };
    caller: Caller;
    cursors: Cursors;
    mustSee: readonly string[];
    allow(resource: Resource, permission?: Permission): void;
    eachAllowed(): (resource: Resource) => boolean;
  },
  address: { projectId: string; type: Exclude<ItemType, 'sequence'>; id: string },
) {
  const { query, caller, cursors, allow } = request;
  const { studio } = caller;
  const { projectId } = address;
  // how a shot is made is none of a client’s business
  allow(projectResource(projectId), 'project.read');
  allow(projectResource(projectId));
  const startAfter = await cursors.open();
  const { castings, next } = await listCastings(studio, address, { limit: query.limit, startAfter });
  // whatever is cast is recorded
  if (castings.length === 0 && !(await findItem(studio, address))) await unrecordedItem(request, address);
  return { items: castings, nextCursor: await cursors.seal(next) };
}
