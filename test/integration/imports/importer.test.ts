import { createHash } from 'node:crypto';
import type { SQSEvent } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/imports/importer.ts';
import type { ImportError, OnExisting } from '../../../shared/contract/imports.ts';
import type { Task } from '../../../shared/contract/tasks.ts';
import { newBulkId } from '../../../shared/data/bulk.ts';
import { dynamo } from '../../../shared/data/client.ts';
import { findImport, getImport, insertImport } from '../../../shared/data/imports.ts';
import { keys } from '../../../shared/data/keys.ts';
import { changeProject, getProject } from '../../../shared/data/projects.ts';
import { changeTask } from '../../../shared/data/tasks.ts';
import { archived } from '../../../shared/domain/archive.ts';
import { beginning, type ImportJob, reportOf } from '../../../shared/domain/imports.ts';
import { readShotList } from '../../../shared/domain/shot-list/read.ts';
import { goOn } from '../../../shared/http/import-jobs.ts';
import { newSortableId } from '../../../shared/platform/ids.ts';
import { type FakeAws, startFakeAws } from '../../support/fake-aws.ts';
import { problemsOfHistory } from '../../support/history.ts';
import { captureLogs } from '../../support/logs.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { addProject } from '../../support/production.ts';
import { type TestTable, useTable } from '../../support/table.ts';

const rowCount = 6;
/** Rows in one part; each has two tasks. */
const rowsTogether = 2;
const [taskCount, partCount, chunkCount] = [2 * rowCount, 2 * rowsTogether, rowCount / rowsTogether];

let table: TestTable;
let queue: FakeAws;
let studio: TestStudio;
let userId: string;
let importId: string;
let logs: ReturnType<typeof captureLogs>;

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

beforeAll(async () => {
  queue = await startFakeAws(({ body }) => {
    const { Entries } = JSON.parse(body) as { Entries: { Id: string; MessageBody: string }[] };
    const Successful = Entries.map(({ Id, MessageBody }) => ({
      ...{ Id, MessageId: Id, MD5OfMessageBody: md5(MessageBody) },
    }));
    return { body: { Successful } };
  });
  process.env.MONTU_IMPORT_QUEUE_URL = `${queue.endpoint}/queue/import`;
  process.env.MONTU_WRITE_UNITS = '500';
  table = await useTable();
});
beforeEach(async () => {
  logs = captureLogs();
  // the SDK warns of queues that are not where AWS has them
  vi.spyOn(console, 'warn').mockReturnValue();
  studio = await newStudio();
  await addProject(studio.changeBy('user_sue'), { id: 'SWA' });
  ({ id: userId } = await studio.addUser('sue', 'coordinator'));
  queue.requests.length = 0;
  importId = await begin();
});
afterEach(() => {
  vi.restoreAllMocks();
  logs.restore();
});
afterAll(() => queue.stop());

/** A job as a request begins it, of parts so small that many fit a test. */
async function begin(onExisting: OnExisting = 'skip', days = 1, errors: ImportError[] = []): Promise<string> {
  const project = await getProject(studio.id, 'SWA');
  const rows = Array.from({ length: rowCount }, (_, index) => `S${index},comp,${days},fx,2`);
  const text = ['Shot,Task,task duration,Task,task duration', ...rows].join('\n');
  const list = readShotList(text, { project, mayAddTaskTypes: true, usernameOf: () => undefined });
  const job: ImportJob = {
    ...{ id: newSortableId('import'), projectId: 'SWA', onExisting, status: 'running', problem: null, errors },
    ...{ progress: beginning(list), createdAt: new Date().toISOString(), finishedAt: null },
    ...{ actor: { userId, requestId: 'req_1', ip: '192.0.2.7', bulkId: newBulkId() }, chunks: chunkCount, next: 0 },
  };
  const part = (_: unknown, index: number) => list.rows.slice(index * rowsTogether, (index + 1) * rowsTogether);
  await insertImport(studio.id, job, reportOf([], []), Array.from({ length: chunkCount }, part));
  await goOn({ studio: studio.id, importId: job.id }, true);
  return job.id;
}

/** The messages that were sent since the last look. */
const sent = () =>
  queue.requests
    .splice(0)
    .flatMap(({ body }) => (JSON.parse(body) as { Entries: { MessageBody: string; DelaySeconds: number }[] }).Entries);
const message = () => JSON.stringify({ studio: studio.id, importId });
async function deliver(body = message()): Promise<boolean> {
  const { batchItemFailures } = await handler({ Records: [{ messageId: '1', body }] } as SQSEvent);
  return batchItemFailures.length === 0;
}
/** Goes on as long as messages come. */
async function untilQuiet(): Promise<number> {
  let deliveries = 0;
  for (let entries = sent(); entries.length > 0; entries = sent()) {
    for (const { MessageBody } of entries) {
      deliveries += 1;
      expect(deliveries).toBeLessThan(50);
      await deliver(MessageBody);
    }
  }
  return deliveries;
}
const job = () => findImport(studio.id, importId);
async function tasks(): Promise<Task[]> {
  const items = await table.all();
  return items.filter(({ sk, studio: of }) => sk === 'T' && of === studio.id) as unknown as Task[];
}

/** Every task there once, every row whole, every history sound. */
async function expectComplete(revision = 1): Promise<void> {
  expect(await job()).toMatchObject({ status: 'completed', next: chunkCount, errors: [] });
  const found = await tasks();
  expect(found).toHaveLength(taskCount);
  expect(new Set(found.map((task) => task.revision))).toEqual(new Set([revision]));
  expect(await problemsOfHistory(table, studio.id, found[0]?.id as string)).toEqual([]);
}

type Send = (command: object) => Promise<unknown>;
/** Fails the transaction of this number, before or after it was written. */
function crashAt(number: number, when: 'before' | 'after'): void {
  const client = dynamo();
  const send = client.send.bind(client) as Send;
  let transactions = 0;
  vi.spyOn(client, 'send').mockImplementation((async (command: object) => {
    const isFatal = command.constructor.name === 'TransactWriteCommand' && transactions++ === number;
    if (isFatal && when === 'before') throw new Error('crashed');
    const answer = await send(command);
    if (isFatal) throw new Error('crashed');
    return answer;
  }) as never);
}

describe('the importer', () => {
  it('does one part a message, in one transaction, and paces itself', async () => {
    expect(sent()).toMatchObject([{ MessageBody: message(), DelaySeconds: 0 }]);
    const calls = vi.spyOn(dynamo(), 'send');
    await deliver();
    const names = calls.mock.calls.map(([command]) => command.constructor.name);
    expect(names.filter((name) => name === 'TransactWriteCommand')).toHaveLength(1);
    // 490 write units of 500 a second, of which half are for others
    expect(sent()).toMatchObject([{ MessageBody: message(), DelaySeconds: 2 }]);
    expect(await job()).toMatchObject({ next: 1, progress: { done: partCount, created: partCount } });

    await deliver();
    expect(await untilQuiet()).toBe(chunkCount - 2);
    await expectComplete();
    const items = (await table.all()).filter(({ pk }) => pk === keys.importJob(studio.id, importId).pk);
    expect(items).toHaveLength(chunkCount + 2);
    for (const item of items) expect(item.expiresAtEpoch).toBeGreaterThan(Date.now() / 1000 + 29 * 24 * 3600);
  });

  it('marks everything it does as one bulk', async () => {
    await untilQuiet();
    const events = (await table.all()).filter(({ type, studio: of }) => type === 'task.created' && of === studio.id);
    expect(events).toHaveLength(taskCount);
    const bulks = events.map(({ actor }) => (actor as { bulkId: string }).bulkId);
    expect(new Set(bulks)).toEqual(new Set([(await job())?.actor.bulkId]));
  });

  it.each(['before', 'after'] as const)('goes on after a crash %s a part was written', async (when) => {
    await deliver();
    sent();
    crashAt(0, when);
    expect(await deliver()).toBe(false);
    vi.restoreAllMocks();
    expect(sent()).toEqual([]);
    expect((await tasks()).length).toBe(when === 'before' ? partCount : 2 * partCount);
    expect(logs.lines().some(({ message: line }) => line === 'import failed')).toBe(true);

    // the queue delivers again what was not done
    expect(await deliver()).toBe(true);
    await untilQuiet();
    await expectComplete();
    expect((await job())?.progress).toMatchObject({
      total: taskCount,
      done: taskCount,
      created: taskCount,
      skipped: 0,
    });
  });

  it('does nothing twice where messages come twice, or together', async () => {
    sent();
    await Promise.all([deliver(), deliver(), deliver()]);
    await deliver();
    await Promise.all([deliver(), deliver()]);
    await untilQuiet();
    await expectComplete();
    expect((await job())?.progress).toMatchObject({ done: taskCount, created: taskCount, skipped: 0 });
    expect(await deliver()).toBe(true);
    expect(sent()).toEqual([]);
  });

  it('writes what others have made meanwhile as it was told to', async () => {
    await untilQuiet();
    for (const [onExisting, count] of Object.entries({ skip: 'skipped', fail: 'failed', update: 'updated' } as const)) {
      importId = await begin(onExisting as 'skip', 3);
      await untilQuiet();
      // of the two tasks of a row one has other days now
      const changed = onExisting === 'update' ? rowCount : taskCount;
      expect((await job())?.progress).toMatchObject({ done: taskCount, created: 0, [count]: changed });
    }
    const revisions = (await tasks()).map(({ task, revision }) => `${task} ${revision}`);
    expect(new Set(revisions)).toEqual(new Set(['comp 2', 'fx 1']));
  });

  it('bounds what it keeps of errors, and does the rows beside them', async () => {
    await untilQuiet();
    const first = (await tasks()).find(({ id }) => id === 's0_comp') as Task;
    const options = { type: 'task.archived', expected: undefined, decide: (task: Task) => archived(task) } as const;
    await changeTask(first.id, options, studio.changeBy(userId));
    importId = await begin('update', 3);
    await untilQuiet();
    const { job: done, report } = await getImport(studio.id, importId);
    expect(done.progress).toMatchObject({ failed: 2, updated: rowCount - 1, skipped: rowCount - 1 });
    expect(done.errors).toMatchObject([{ row: 1, message: expect.stringContaining('is archived') }]);
    expect(report.errors).toEqual([]);

    const message = 'of an earlier part';
    importId = await begin(
      'fail',
      1,
      Array.from({ length: 49 }, () => ({ row: 1, field: 'Task', code: 'INVALID_VALUE', message })),
    );
    await untilQuiet();
    expect((await job())?.errors).toHaveLength(50);
  });

  it('stops where the project was archived', async () => {
    await deliver();
    const decide = (project: Awaited<ReturnType<typeof getProject>>) => archived(project);
    await changeProject('SWA', { type: 'project.archived', expected: undefined, decide }, studio.changeBy(userId));
    await deliver();
    expect(await job()).toMatchObject({ status: 'failed', next: 1, problem: expect.stringContaining('archived') });
    sent();
    expect(await deliver()).toBe(true);
    expect(sent()).toEqual([]);
  });

  it('stops where its sender may not go on', async () => {
    await deliver();
    const authority = await table.get(keys.userAuth(studio.id, userId));
    await table.put({ ...keys.userAuth(studio.id, userId), ...authority, role: 'artist' });
    await deliver();
    expect(await job()).toMatchObject({ status: 'failed', next: 1, finishedAt: expect.any(String) });
    expect((await tasks()).length).toBe(partCount);
  });

  it('knows nothing of an import that there is not', async () => {
    expect(await deliver(JSON.stringify({ studio: studio.id, importId: 'import_0' }))).toBe(true);
    expect(await deliver('{}')).toBe(false);
    await expect(getImport(studio.id, 'import_0')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
