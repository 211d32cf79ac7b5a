import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { ApiError, notFound } from '../contract/errors.ts';
import type { ImportError } from '../contract/imports.ts';
import { type DoneRow, type ImportJob, type ImportReport, progressed } from '../domain/imports.ts';
import type { ListedRow } from '../domain/shot-list/list.ts';
import { dynamo, tableName } from './client.ts';
import { compressed, uncompressed } from './compressed.ts';
import type { Alongside } from './entity-kinds.ts';
import { keys } from './keys.ts';
import {
  epochAfter,
  getItem,
  getItems,
  type Item,
  isKept,
  type Paging,
  queryPage,
  type StartKey,
  unlessRefused,
} from './table.ts';

const lifeSeconds = 30 * 24 * 3600;
/** Parts of a list that are stored at once. */
const concurrency = 10;
/** Of the errors that are found on the way; each is written again with every part that follows. */
const maxErrors = 50;

type Stored<T> = Item & T & { expiresAtEpoch: number };
interface Packed {
  packed: Uint8Array;
}

const put = (item: Item & object) =>
  dynamo().send(new PutCommand({ TableName: tableName(), Item: { ...item, expiresAtEpoch: epochAfter(lifeSeconds) } }));

/** Keeps an import for 30 days, with the parts of its list that are still to be done; itself last. */
export async function insertImport(
  studio: string,
  job: ImportJob,
  report: ImportReport,
  chunks: readonly (readonly ListedRow[])[],
): Promise<void> {
  const { id, projectId, actor } = job;
  await Promise.all(
    [keys.projectImport(studio, projectId, id), keys.personImport(studio, actor.userId, id)].map((key) =>
      put({ ...key, importId: id }),
    ),
  );
  await put({ ...keys.importReport(studio, id), packed: compressed(report) });
  const store = (chunk: readonly ListedRow[], number: number) =>
    put({ ...keys.importChunk(studio, id, number), packed: compressed(chunk) });
  await pMap(chunks, store, { concurrency });
  await put({ ...keys.importJob(studio, id), ...job });
}

/** A page of the imports of a project, or of those that somebody began; newest first. */
export async function listImports(
  studio: string,
  { projectId, userId }: { projectId: string | undefined; userId: string },
  paging: Paging,
): Promise<{ jobs: ImportJob[]; next?: StartKey }> {
  const { pk, sk } =
    projectId === undefined ? keys.personImport(studio, userId, '') : keys.projectImport(studio, projectId, '');
  const { items, next } = await queryPage<Item & { importId: string }>({
    ...{ equals: { pk }, range: { attribute: 'sk', beginsWith: sk }, newestFirst: true },
    ...paging,
  });
  // of what expires together one thing is deleted before another; what began with an error has no job
  const found = await getItems<Stored<ImportJob>>(items.map(({ importId }) => keys.importJob(studio, importId)));
  const jobs = new Map(found.filter(isKept).map((job) => [job.id, job]));
  return { jobs: items.flatMap(({ importId }) => jobs.get(importId) ?? []), ...(next && { next }) };
}

/** An import; undefined once its thirty days are over, or where there never was one. */
export function findImport(studio: string, id: string): Promise<ImportJob | undefined> {
  return getItem<Stored<ImportJob>>(keys.importJob(studio, id));
}

/** @throws NOT_FOUND */
export async function getImport(studio: string, id: string): Promise<{ job: ImportJob; report: ImportReport }> {
  const items = await getItems<Item>([keys.importJob(studio, id), keys.importReport(studio, id)]);
  const job = items.find(({ sk }) => sk === 'JOB') as Stored<ImportJob> | undefined;
  const report = items.find(({ sk }) => sk === 'REPORT') as Stored<Packed> | undefined;
  if (!job || !report) throw notFound('import', id);
  return { job, report: await uncompressed<ImportReport>(report.packed) };
}

/** The part of an import that is next. */
export async function nextChunk(studio: string, { id, next }: ImportJob): Promise<ListedRow[]> {
  const chunk = await getItem<Stored<Packed>>(keys.importChunk(studio, id, next));
  if (!chunk) throw new Error(`Import ${id} has no part ${next}`);
  return uncompressed<ListedRow[]>(chunk.packed);
}

/** That one part of an import is done: in the transaction of what it does, and once. */
export interface Milestone {
  /** As a write beside the tasks of the part. */
  kept(rows: unknown): Alongside;
  isWritten(): boolean;
  /** Whether somebody else has done the part. */
  isLost(): boolean;
}

/** The milestone that the next part of an import comes to. */
export function milestone(studio: string, job: ImportJob): Milestone {
  let state: 'open' | 'written' | 'lost' = 'open';
  return {
    isWritten: () => state === 'written',
    isLost: () => state === 'lost',
    kept(given) {
      const rows = given as readonly DoneRow[];
      const progress = progressed(job.progress, rows);
      const found: ImportError[] = rows.flatMap(({ errors }) => errors);
      const isLast = job.next + 1 === job.chunks;
      return {
        decisive: true,
        write: {
          Update: {
            Key: keys.importJob(studio, job.id),
            UpdateExpression:
              'SET #next = :after, #progress = :progress, #errors = :errors, #status = :status, finishedAt = :finishedAt',
            ConditionExpression: '#next = :next AND #status = :running',
            ExpressionAttributeNames: {
              ...{ '#next': 'next', '#progress': 'progress', '#errors': 'errors', '#status': 'status' },
            },
            ExpressionAttributeValues: {
              ...{ ':next': job.next, ':after': job.next + 1, ':progress': progress, ':running': 'running' },
              ':errors': [...job.errors, ...found].slice(0, maxErrors),
              ':status': isLast ? 'completed' : 'running',
              ':finishedAt': isLast ? new Date().toISOString() : null,
            },
          },
        },
        refused() {
          state = 'lost';
          return new ApiError('CONFLICT', `Part ${job.next} of import ${job.id} is done already.`);
        },
        written() {
          state = 'written';
        },
      };
    },
  };
}

/** Ends an import that cannot go on, and says why. */
export async function stopImport(studio: string, { id }: ImportJob, problem: string): Promise<void> {
  const command = new UpdateCommand({
    ...{ TableName: tableName(), Key: keys.importJob(studio, id) },
    UpdateExpression: 'SET #status = :failed, problem = :problem, finishedAt = :now',
    ConditionExpression: '#status = :running',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ...{ ':failed': 'failed', ':running': 'running', ':problem': problem, ':now': new Date().toISOString() },
    },
  });
  await unlessRefused(dynamo().send(command));
}
