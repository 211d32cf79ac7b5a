import type { Project } from '../contract/projects.ts';
import type { Task, TaskFilters, TaskListQuery } from '../contract/tasks.ts';
import { fittingPage } from '../domain/pages.ts';
import {
  comparePositions,
  facetsOf,
  type ListContext,
  matcher,
  ordered,
  orderOf,
  pageOf,
  positionOf,
  type TaskOrder,
  type TaskPosition,
  type TaskRow,
} from '../domain/task-list.ts';
import { keys } from './keys.ts';
import { type People, peopleAmong, peopleOf } from './people.ts';
import { hasWarmTable, notePage, projectTable } from './project-table.ts';
import { projectsById, recentProject } from './projects.ts';
import { getItems, type Item, queryAll, queryPage } from './table.ts';
import { indexFor, isFiltered, keyAt } from './task-indexes.ts';
import { taskFromItem } from './tasks.ts';

type Row = Item & TaskRow;

/** What is asked, and by whom it may be seen. */
export interface TaskSearch<Q extends TaskFilters> {
  studio: string;
  query: Q;
  /** What of a row is for whoever asks, if anything; absent where they may see the whole project. */
  view?: (row: TaskRow) => TaskRow | undefined;
  /** Where these projects are asked about, and not one or somebody's tasks. */
  projects?: readonly Project[];
  /** Ids of tasks whose last write must be seen: indexes lag, so these are read themselves. */
  mustSee: readonly string[];
}

/** A page of tasks, where the next one starts, and how many there are in all where that was asked for. */
export interface TaskPage {
  tasks: Task[];
  next?: TaskPosition;
  total?: number;
}

/** Nobody has so many tasks that a page of them needs an index of its own. */
async function tasksOfArtists(studio: string, filters: TaskFilters, people: People, fresh: readonly Row[]) {
  const assignees = new Set((filters.artist ?? []).map((artist) => people.toStored(artist)));
  const found = await Promise.all(
    [...assignees].map((assignee) => queryAll<Row>({ index: 'tasksByAssignee', equals: { studio, assignee } })),
  );
  return [...new Map([...found.flat(), ...fresh].map((row) => [row.id, row])).values()];
}

/** The rows as whoever asks may see them: what is hidden from them must not decide what they find, nor its order. */
export async function visibleRows(search: TaskSearch<TaskFilters>) {
  const all = await everyRow(search);
  const { view } = search;
  if (!view) return all;
  const rows = [...all.rows].flatMap((row) => view(row) ?? []);
  return { ...all, rows, inOrder: (order: TaskOrder) => ordered(rows, order, all.context) };
}

/** Everything that a filter may be about: a project's table, or some people's tasks of all projects. */
async function everyRow(search: TaskSearch<TaskFilters>) {
  const { studio, query, mustSee } = search;
  const { projectId } = query;
  const [people, fresh] = await Promise.all([
    peopleOf(studio, query.artist),
    getItems<Row>(mustSee.map((id) => keys.task(studio, id))),
  ]);
  const showArtist = (stored: string) => people.toShown(stored);
  const now = new Date().toISOString();
  if (projectId !== undefined) {
    const [project, table] = await Promise.all([
      recentProject(studio, projectId),
      projectTable(studio, projectId, query.archived, fresh),
    ]);
    await peopleAmong(studio, table.artists);
    const context: ListContext = { now, showArtist, project: () => project };
    const version = `${project.revision} ${people.version}`;
    return { people, context, rows: table.rows, inOrder: (order: TaskOrder) => table.ordered(order, context, version) };
  }
  const rows = search.projects
    ? await rowsOfProjects(studio, search.projects, query.archived, fresh)
    : await tasksOfArtists(studio, query, people, fresh);
  const ids = [...new Set(rows.map((row) => row.projectId))];
  const live = search.projects ?? (await projectsById(studio, ids, false));
  const projects = new Map(live.map((project) => [project.id, project]));
  const context: ListContext = { now, showArtist, project: (id) => projects.get(id) };
  const ofLiveProjects = rows.filter((row) => projects.has(row.projectId));
  return {
    people,
    context,
    rows: ofLiveProjects,
    inOrder: (order: TaskOrder) => ordered(ofLiveProjects, order, context),
  };
}

/** One project after the other: their tables may need all the memory there is. */
async function rowsOfProjects(studio: string, projects: readonly Project[], archived: boolean, fresh: readonly Row[]) {
  const rows: TaskRow[] = [];
  for (const { id } of projects) {
    const table = await projectTable(studio, id, archived, fresh);
    await peopleAmong(studio, table.artists);
    for (const row of table.rows) rows.push(row);
  }
  return rows;
}

/** Whether an index may have the page, and nothing that is quicker has it. */
function askIndex({ studio, query, view }: TaskSearch<TaskListQuery>): boolean {
  const { projectId, archived, include, skip } = query;
  if (view || include || skip || projectId === undefined) return false;
  return !hasWarmTable(studio, projectId, archived, isFiltered(query));
}

/** A page of tasks: from the project's table where it is at hand, else one query of an index that has these rows so. */
export async function findTasks(search: TaskSearch<TaskListQuery>, after: TaskPosition | undefined): Promise<TaskPage> {
  const { query } = search;
  const order = orderOf(query);
  const wantsTotal = query.include !== undefined;
  if (askIndex(search)) {
    const page = await pageOfIndex(search, order, after);
    if (page) return page;
  }
  const { people, context, rows, inOrder } = await visibleRows(search);
  const matches = matcher(query, context);
  const page = pageOf(inOrder(order), {
    matches,
    order: order.order,
    after,
    skip: after ? 0 : (query.skip ?? 0),
    limit: query.limit,
  });
  const tasks = fittingPage(
    page.rows.map((row) => taskFromItem(row as Row, people)),
    query.limit,
  );
  const cut = page.rows[tasks.length] && (page.rows[tasks.length - 1] as TaskRow);
  const next = cut ? positionOf(cut, order, context) : page.next;
  const total = wantsTotal ? [...rows].filter(matches).length : undefined;
  return { tasks, ...(next && { next }), ...(total !== undefined && { total }) };
}

/** How many of the tasks that a filter fits have each value. */
export async function countTasks(search: TaskSearch<TaskFilters>) {
  const { context, rows } = await visibleRows(search);
  const fits = matcher(search.query, context);
  return facetsOf([...rows].filter(fits), context);
}

/** The page as one index holds it; undefined where none does. */
async function pageOfIndex(
  { studio, query, mustSee }: TaskSearch<TaskListQuery>,
  order: TaskOrder,
  after: TaskPosition | undefined,
): Promise<TaskPage | undefined> {
  const people = await peopleOf(studio, query.artist);
  const fit = indexFor(studio, query, order, people);
  if (!fit) return undefined;
  // a walk through all pages is none of those that are asked for again and again
  if (!after) await notePage(studio, query.projectId as string, query.archived);
  const { limit } = query;
  const startAfter = after && keyAt(after, fit, studio);
  const [page, seen] = await Promise.all([
    queryPage<Row>({ ...fit, newestFirst: order.order === 'desc', limit, startAfter }),
    getItems<Row>(mustSee.map((id) => keys.task(studio, id))),
  ]);
  await peopleAmong(
    studio,
    [...page.items, ...seen].map(({ artist }) => artist),
  );
  const context: ListContext = {
    now: new Date().toISOString(),
    showArtist: (stored) => people.toShown(stored),
    // neither these filters nor these orders ask for it
    project: () => undefined,
  };
  const place = (row: TaskRow) => positionOf(row, order, context);
  const last = page.items.at(-1);
  const until = page.next && last ? place(last) : undefined;
  const compare = (a: TaskPosition, b: TaskPosition) => comparePositions(a, b, order.order);
  const rows = withFresh(page.items, seen, {
    fits: matcher(query, context),
    inPage: (row) => (!after || compare(after, place(row)) < 0) && (!until || compare(place(row), until) <= 0),
    compare: (a, b) => compare(place(a), place(b)),
  });
  const kept = rows.slice(0, limit);
  const next = rows.length > kept.length ? place(kept.at(-1) as Row) : until;
  return { tasks: kept.map((row) => taskFromItem(row, people)), ...(next && { next }) };
}

/** Rows of an index, with those that were read themselves in their places. */
function withFresh(
  items: readonly Row[],
  seen: readonly Row[],
  how: { fits(row: Row): boolean; inPage(row: Row): boolean; compare(a: Row, b: Row): number },
): Row[] {
  if (seen.length === 0) return [...items];
  const fresh = new Set(seen.map(({ id }) => id));
  return [...items.filter(({ id }) => !fresh.has(id)), ...seen.filter((row) => how.fits(row) && how.inPage(row))].sort(
    how.compare,
  );
}
