import { ApiError } from '../contract/errors.ts';
import { commit } from '../data/entities.ts';
import { findImport, type Milestone, milestone, nextChunk, stopImport } from '../data/imports.ts';
import { getProject } from '../data/projects.ts';
import { authoritiesOf } from '../data/users.ts';
import { type Caller, callerWith, can } from '../domain/access.ts';
import { maxTogether } from '../domain/bulk.ts';
import type { ImportJob } from '../domain/imports.ts';
import { projectResource } from '../domain/projects.ts';
import type { ListedRow } from '../domain/shot-list/list.ts';
import { config } from '../platform/config.ts';
import { enqueueImport, type ImportMessage } from '../platform/queue.ts';
import { importRows } from './import-rows.ts';

/** Write units of a task and its event, about. */
const unitsPerTask = 10;

/** Seconds between parts of an import, so that it leaves half of the table's writes to others. */
function pause(): number {
  const units = config().MONTU_WRITE_UNITS;
  return units === undefined ? 0 : Math.ceil((maxTogether * unitsPerTask) / (units / 2));
}

/** Lets an import begin, or go on. */
export const goOn = (message: ImportMessage, isFirst = false): Promise<void> =>
  enqueueImport(message, isFirst ? 0 : pause());

/** Whose import it is, with their rights of now; undefined where they may not import any more. */
async function importerOf(studio: string, { actor, projectId }: ImportJob): Promise<Caller | undefined> {
  const [authority] = await authoritiesOf(studio, [actor.userId]);
  if (!authority?.active || !can(authority, 'task.import', projectResource(projectId))) return undefined;
  const { userId, requestId } = actor;
  return callerWith(authority, { studio, userId, sessionId: requestId, clientType: 'service' });
}

async function doPart(rows: readonly ListedRow[], job: ImportJob, caller: Caller, done: Milestone): Promise<void> {
  const { onExisting, actor } = job;
  const outcome = await importRows(rows, { caller, onExisting }, { studio: caller.studio, actor, once: done });
  // nothing of it was to be written
  if (!done.isWritten()) await commit([], [done.kept(outcome)]);
}

/**
 * Does the next part of an import, in one transaction with the note that it is done, and sends for the one after it.
 * So a message may come any number of times, and a crash at any point loses nothing: nothing is done twice.
 */
export async function advanceImport(message: ImportMessage): Promise<void> {
  const { studio, importId } = message;
  const job = await findImport(studio, importId);
  if (job?.status !== 'running') return;
  const [caller, project, rows] = await Promise.all([
    importerOf(studio, job),
    getProject(studio, job.projectId),
    nextChunk(studio, job),
  ]);
  if (!caller) return stopImport(studio, job, 'Whoever began it may not import into this project any more.');
  if (project.archivedAt !== null) return stopImport(studio, job, 'The project was archived meanwhile.');

  const done = milestone(studio, job);
  try {
    await doPart(rows, job, caller, done);
  } catch (error) {
    // the message of whoever was faster lets it go on
    if (error instanceof ApiError && done.isLost()) return;
    throw error;
  }
  if (job.next + 1 < job.chunks) await goOn(message);
}
