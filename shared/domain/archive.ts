import { ApiError } from '../contract/errors.ts';

interface Archivable {
  id: string;
  archivedAt: string | null;
}

/** Archiving what is archived changes nothing. */
export function archived<T extends Archivable>(entity: T): T {
  return entity.archivedAt === null ? { ...entity, archivedAt: new Date().toISOString() } : entity;
}

/** Restoring what is not archived changes nothing. */
export function restored<T extends Archivable>(entity: T): T {
  return entity.archivedAt === null ? entity : { ...entity, archivedAt: null };
}

/** @throws CONFLICT for a change to what is archived: it must be restored first */
export function refuseArchived(entity: Archivable): void {
  if (entity.archivedAt === null) return;
  throw new ApiError('CONFLICT', `"${entity.id}" is archived; restore it before you change it.`);
}
