import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { notFound } from '../contract/errors.ts';
import { type Project, type ProjectFields, project } from '../contract/projects.ts';
import { type Caller, can } from '../domain/access.ts';
import type { OnConflict } from '../domain/conflicts.ts';
import type { EventType } from '../domain/events.ts';
import { portionsOf } from '../domain/portions.ts';
import { noProgress, progressOf, type Tally } from '../domain/progress.ts';
import { projectResource } from '../domain/projects.ts';
import { Cache } from '../platform/cache.ts';
import { dynamo, tableName } from './client.ts';
import { changeEntity, insertEntity } from './entities.ts';
import type { Change, EntityKind } from './entity-kinds.ts';
import { keys } from './keys.ts';
import { getItem, getItems, type Item, queryAll, unlessContended, type Write } from './table.ts';

const projectKind: EntityKind<Project> = {
  name: 'project',
  onFeed: true,
  key: keys.project,
  unique: keys.projectCode,
  toItem: ({ progress: _, ...entity }, studio) => ({
    ...entity,
    studio,
    directory: directoryOf(entity.archivedAt !== null),
  }),
  about: (item) => ({ projectId: item.id as string, about: { name: item.name as string } }),
};

const directoryOf = (archived: boolean) => (archived ? 'projects#archived' : 'projects');

/** The live tasks of a project in each status, in attributes of their own: `inStatus#review`. */
const inStatus = 'inStatus#';

const stored = project.omit({ progress: true });

/** Items are parsed as they are read: what is stored but not declared stays inside, and new fields get their defaults. */
function fromItem(item: Item): Project {
  // out of order, an archiving may be counted before the creation
  const own = stored.parse({ ...item, taskCount: Math.max(0, item.taskCount as number) });
  const counts = Object.entries(item).filter(([name]) => name.startsWith(inStatus));
  const byStatus = Object.fromEntries(counts.map(([name, count]) => [name.slice(inStatus.length), count as number]));
  return { ...own, progress: progressOf(byStatus, own.statuses) };
}

/** Moves the counts of a project. */
export function countTasks(studio: string, id: string, { tasks, byStatus }: Tally): Write[] {
  const counts = Object.entries({
    ...(tasks !== 0 && { taskCount: tasks }),
    ...Object.fromEntries([...byStatus].map(([status, by]) => [inStatus + status, by])),
  });
  if (counts.length === 0) return [];
  return [
    {
      Update: {
        Key: keys.project(studio, id),
        UpdateExpression: `ADD ${counts.map((_, index) => `#c${index} :c${index}`).join(', ')}`,
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: Object.fromEntries(counts.map(([name], index) => [`#c${index}`, name])),
        ExpressionAttributeValues: Object.fromEntries(counts.map(([, by], index) => [`:c${index}`, by])),
      },
    },
  ];
}

/** An update takes an expression of 4 KB. */
const countsTogether = 100;

/**
 * Forgets the counts of statuses that a project has not any more and no task is in: each name that there ever was would
 * stay on its item, which must not grow beyond 400 KB.
 */
async function forgetCounts(studio: string, { id, statuses }: Project): Promise<void> {
  const listed = new Set(statuses.map(({ name }) => inStatus + name));
  const item = (await getItem(keys.project(studio, id))) ?? {};
  const gone = Object.entries(item).filter(
    ([name, count]) => name.startsWith(inStatus) && count === 0 && !listed.has(name),
  );
  for (const some of portionsOf(gone, countsTogether)) {
    const places = some.map((_, index) => `#c${index}`);
    const command = new UpdateCommand({
      ...{ TableName: tableName(), Key: keys.project(studio, id) },
      UpdateExpression: `REMOVE ${places.join(', ')}`,
      ConditionExpression: places.map((place) => `${place} = :none`).join(' AND '),
      ExpressionAttributeNames: Object.fromEntries(some.map(([name], index) => [`#c${index}`, name])),
      ExpressionAttributeValues: { ':none': 0 },
    });
    // where a task has come to one of them, the next change forgets the others
    await unlessContended(dynamo().send(command));
  }
}

const isWithout = (statuses: Project['statuses'], before: Project['statuses']) =>
  before.some(({ name }) => !statuses.some((one) => one.name === name));

/** A project as it is now; undefined where there is none. */
export async function findProject(studio: string, id: string): Promise<Project | undefined> {
  const item = await getItem(keys.project(studio, id));
  return item && fromItem(item);
}

/** @throws NOT_FOUND */
export async function getProject(studio: string, id: string): Promise<Project> {
  const found = await findProject(studio, id);
  if (!found) throw notFound('project', id);
  return found;
}

const cache = new Cache<Project>({ max: 200, maxAgeMs: 1_000 });

/** A project at most a second old, for the rules it holds. */
export function recentProject(studio: string, id: string): Promise<Project> {
  return cache.get(`${studio}/${id}`, () => getProject(studio, id));
}

/**
 * Checks something by a project's own lists, as they were a second ago at most; what that refuses is checked again by
 * what they are now, so that nobody is refused a value that was just added, or work that was just restored.
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

/** Every live project of a studio, or every archived one. */
export async function allProjects(studio: string, archived: boolean): Promise<Project[]> {
  const items = await queryAll({ index: 'directory', equals: { studio, directory: directoryOf(archived) } });
  return items.map(fromItem);
}

/** The ids of every project of a studio, archived ones too. */
export async function projectIds(studio: string): Promise<string[]> {
  const found = await Promise.all(
    [false, true].map((archived) =>
      queryAll<{ id: string }>({ index: 'directory', equals: { studio, directory: directoryOf(archived) } }),
    ),
  );
  return [...new Set(found.flat().map(({ id }) => id))];
}

/** The projects with these ids, in no order. */
export async function projectsById(studio: string, ids: readonly string[], archived: boolean): Promise<Project[]> {
  const items = await getItems<Item>(ids.map((id) => keys.project(studio, id)));
  return items.map(fromItem).filter((entry) => (entry.archivedAt !== null) === archived);
}

/**
 * The projects that somebody may see, in no order.
 * @param mustSee ids of projects whose last write must be seen: the index lags, so these are read themselves
 */
export async function projectsFor(caller: Caller, archived: boolean, mustSee: readonly string[]): Promise<Project[]> {
  const { studio } = caller;
  const seesAll = can(caller, 'project.read', { kind: 'project', id: '*' });
  const [indexed, fresh] = await Promise.all([
    seesAll ? allProjects(studio, archived) : projectsById(studio, Object.keys(caller.projects), archived),
    projectsById(studio, mustSee, archived),
  ]);
  const found = [...indexed.filter(({ id }) => !mustSee.includes(id)), ...fresh];
  return found.filter(({ id }) => can(caller, 'project.read', projectResource(id)));
}

/** @throws CONFLICT where the studio has a project of this code already */
export function insertProject(fields: ProjectFields & { id: string }, change: Change): Promise<Project> {
  return insertEntity(projectKind, { ...fields, taskCount: 0, progress: noProgress }, change);
}

/**
 * Reads, decides and writes a project; see {@link changeEntity}.
 * @param options.decide gets the project as it is, and as it was when the client saw it
 */
export async function changeProject(
  id: string,
  options: {
    type: EventType;
    expected: number | undefined;
    onConflict?: OnConflict;
    decide: (current: Project, seen: Project) => Project;
  },
  change: Change,
): Promise<Project> {
  const load = () => getProject(change.studio, id);
  let isShorter = false;
  const decide = (current: Project, past: object) => {
    const next = options.decide(current, { ...current, ...past });
    isShorter = isWithout(next.statuses, current.statuses);
    return next;
  };
  const changed = await changeEntity(projectKind, { ...options, load, decide }, change);
  if (isShorter) await forgetCounts(change.studio, changed);
  return changed;
}
