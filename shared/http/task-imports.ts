import type { ImportSummary, OnExisting, TaskImport } from '../contract/imports.ts';
import type { Project } from '../contract/projects.ts';
import { currentItems } from '../data/breakdown.ts';
import { newBulkId } from '../data/bulk.ts';
import type { Change } from '../data/entity-kinds.ts';
import { type getImport, insertImport } from '../data/imports.ts';
import { peopleAmong } from '../data/people.ts';
import { changeProject } from '../data/projects.ts';
import { getTasks } from '../data/tasks.ts';
import { allUsers } from '../data/users.ts';
import type { Caller } from '../domain/access.ts';
import { itemAction, type ListedItem, listedItems } from '../domain/breakdown.ts';
import {
  beginning,
  chunksOf,
  type DoneRow,
  type ImportJob,
  idFor,
  maxAtOnce,
  preview,
  progressed,
  reportOf,
  rowsTold,
  taskCount,
  withItems,
  workOf,
} from '../domain/imports.ts';
import type { ListedRow, ShotList } from '../domain/shot-list/list.ts';
import { matchArtist } from '../domain/users.ts';
import { newSortableId } from '../platform/ids.ts';
import { goOn } from './import-jobs.ts';
import { importRows } from './import-rows.ts';

/** A list that was read, and how it is to be imported. */
export interface Import {
  list: ShotList;
  project: Project;
  onExisting: OnExisting;
  caller: Caller;
}

/** Who the names in a list mean: a username first, then a display name that only one person has. */
export async function artistsOf(studio: string): Promise<(name: string) => string | undefined> {
  const people = await allUsers(studio);
  return (name) => matchArtist(name, people);
}

/** Gives a project the task types that a list needs. */
export async function addTaskTypes(project: Project, taskTypes: readonly string[], change: Change): Promise<void> {
  if (taskTypes.length === 0) return;
  const decide = (current: Project): Project => {
    const fresh = taskTypes.filter((type) => !current.taskTypes.includes(type));
    return fresh.length === 0 ? current : { ...current, taskTypes: [...current.taskTypes, ...fresh] };
  };
  const { once: _, ...own } = change;
  await changeProject(project.id, { type: 'project.updated', expected: undefined, decide }, own);
}

function told(about: Pick<Import, 'list' | 'project' | 'onExisting'>, rows: readonly DoneRow[], at: Date) {
  const { list, project, onExisting } = about;
  const errors = [...list.errors, ...rows.flatMap((row) => row.errors)];
  return {
    ...{ projectId: project.id, onExisting, problem: null, createdAt: at.toISOString() },
    ...{ progress: progressed(beginning(list), rows), rows: rowsTold(rows) },
    ...reportOf(errors, list.warnings),
  };
}

/** The tasks that rows are about, as they are now, by id. */
async function existingFor(studio: string, rows: readonly ListedRow[], projectId: string) {
  const listed = rows.flatMap(({ tasks }) => tasks);
  const found = await getTasks(
    studio,
    listed.map(({ id }) => id),
  );
  const existing = new Map(found.map((task) => [task.id, task]));
  const moved = listed.map((task) => idFor(task, projectId, existing)).filter((id, index) => id !== listed[index]?.id);
  for (const task of await getTasks(studio, moved)) existing.set(task.id, task);
  return existing;
}

/** What would become of the shots, assets and sequences that a list names. */
async function foreseenItems(studio: string, projectId: string, listed: readonly ListedItem[], onExisting: OnExisting) {
  const current = await currentItems(studio, projectId, listed);
  return listed.map((one) => {
    const { type, id } = one.names;
    return { row: one.row, action: itemAction(one, current.get(`${type}/${id}`), onExisting) };
  });
}

/** What an import would do. */
export async function previewImport({ list, project, onExisting, caller }: Import): Promise<TaskImport> {
  const existing = await existingFor(caller.studio, list.rows, project.id);
  const done = preview(list.rows, project, onExisting, existing);
  const works = done.flatMap(({ row, tasks, errors }) =>
    errors.length > 0 ? [] : tasks.map(({ listed, id }) => workOf(row, listed, existing.get(id), project)),
  );
  const rows = withItems(done, await foreseenItems(caller.studio, project.id, listedItems(works), onExisting));
  const at = new Date();
  const answer = told({ list, project, onExisting }, rows, at);
  return { ...answer, importId: null, status: 'preview', finishedAt: at.toISOString() };
}

/** An import on its way: at once, or as a job where it takes longer than a request may. */
export async function beginImport(wanted: Import, change: Change): Promise<TaskImport> {
  const { list, project, onExisting } = wanted;
  const at = new Date();
  const { once: _, ...own } = change;
  const { userId, requestId, ip } = own.actor;
  const actor = { userId: userId as string, requestId, ip, bulkId: newBulkId() };
  const id = newSortableId('import');
  const chunks = chunksOf(list.rows);
  const begun = {
    id,
    actor,
    onExisting,
    projectId: project.id,
    createdAt: at.toISOString(),
    problem: null,
    errors: [],
  };

  if (taskCount(list.rows) > maxAtOnce) {
    const job: ImportJob = {
      ...{ ...begun, status: 'running', progress: beginning(list), finishedAt: null },
      ...{ chunks: chunks.length, next: 0 },
    };
    const report = reportOf(list.errors, list.warnings);
    await insertImport(own.studio, job, report, chunks);
    await goOn({ studio: own.studio, importId: id }, true);
    return answerOf({ job, report });
  }
  const rows: DoneRow[] = [];
  for (const chunk of chunks) rows.push(...(await importRows(chunk, wanted, { ...own, actor })));
  const answer = told(wanted, rows, at);
  const { errors, warnings, errorCount, warningCount, progress } = answer;
  const finishedAt = new Date().toISOString();
  const job: ImportJob = { ...begun, status: 'completed', progress, finishedAt, chunks: 0, next: 0 };
  await insertImport(own.studio, job, { errors, warnings, errorCount, warningCount }, []);
  return { ...answer, importId: id, status: 'completed', finishedAt };
}

const summaryOf = ({ id, projectId, onExisting, status, problem, progress, createdAt, finishedAt }: ImportJob) => ({
  ...{ importId: id, projectId, onExisting, status, problem, progress, createdAt, finishedAt },
});

/** Imports as a list tells of them. */
export async function summariesOf(studio: string, jobs: readonly ImportJob[]): Promise<ImportSummary[]> {
  const people = await peopleAmong(
    studio,
    jobs.map(({ actor }) => actor.userId),
  );
  return jobs.map((job) => {
    const { userId } = job.actor;
    return { ...summaryOf(job), createdBy: { id: userId, username: people.usernameOf(userId) } };
  });
}

/** An import as it is told. */
export function answerOf({ job, report }: Awaited<ReturnType<typeof getImport>>): TaskImport {
  return {
    ...{ ...summaryOf(job), rows: [] },
    ...report,
    errors: [...report.errors, ...job.errors],
    errorCount: report.errorCount + job.errors.length,
  };
}
