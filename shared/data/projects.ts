import { notFound } from '../contract/errors.ts';
import { type Project, project } from '../contract/projects.ts';
import type { EventType } from '../domain/events.ts';
import { Cache } from '../platform/cache.ts';
import { type Change, changeEntity, type EntityKind, insertEntity } from './entities.ts';
import { keys } from './keys.ts';
import { getItem, getItems, type Item, queryAll } from './table.ts';

const projectKind: EntityKind<Project> = {
  name: 'project',
  onFeed: true,
  key: keys.project,
  unique: keys.projectCode,
  toItem: (entity, studio) => ({
    ...entity,
    studio,
    directory: entity.archivedAt === null ? 'projects' : 'projects#archived',
  }),
  about: (item) => ({ projectId: item.id as string, about: { name: item.name as string } }),
};

/** Items are parsed as they are read: what is stored but not declared stays inside, and new fields get their defaults. */
const fromItem = (item: Item): Project => project.parse(item);

/** @throws NOT_FOUND */
export async function getProject(studio: string, id: string): Promise<Project> {
  const item = await getItem(keys.project(studio, id));
  if (!item) throw notFound('project', id);
  return fromItem(item);
}

const cache = new Cache<Project>({ max: 200, maxAgeMs: 1_000 });

/** A project at most a second old, for the rules it holds. */
export function recentProject(studio: string, id: string): Promise<Project> {
  return cache.get(`${studio}/${id}`, () => getProject(studio, id));
}

/**
 * Checks something by a project's own lists, as they were a second ago at most; what that refuses is checked again by
 * what they are now, so that nobody is refused a value that was just added.
 */
export async function checkedByProject<T>(studio: string, id: string, check: (project: Project) => T): Promise<T> {
  const recent = await recentProject(studio, id);
  try {
    return check(recent);
  } catch (error) {
    const current = await getProject(studio, id);
    if (current.revision === recent.revision) throw error;
    return check(current);
  }
}

/** Every project of a studio. */
export async function allProjects(studio: string, archived: boolean): Promise<Project[]> {
  const directory = archived ? 'projects#archived' : 'projects';
  return (await queryAll({ index: 'directory', equals: { studio, directory } })).map(fromItem);
}

/** The projects with these ids, in no order. */
export async function projectsById(studio: string, ids: readonly string[], archived: boolean): Promise<Project[]> {
  const found: Project[] = [];
  for (let start = 0; start < ids.length; start += 100) {
    const items = await getItems<Item>(ids.slice(start, start + 100).map((id) => keys.project(studio, id)));
    found.push(...items.map(fromItem));
  }
  return found.filter((entry) => (entry.archivedAt !== null) === archived);
}

export async function insertProject(
  fields: Parameters<typeof insertEntity<Project>>[1],
  change: Change,
): Promise<Project> {
  return insertEntity(projectKind, fields, change);
}

/** Reads, decides and writes a project; see {@link changeEntity}. */
export function changeProject(
  id: string,
  options: { type: EventType; expected: number | undefined; decide: (current: Project) => Project },
  change: Change,
): Promise<Project> {
  return changeEntity(projectKind, { ...options, load: () => getProject(change.studio, id) }, change);
}
