import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as sweeper } from '../../../functions/realtime/sweeper.ts';
import { messagesAfter } from '../../../shared/data/channels.ts';
import { numberOnFeed } from '../../../shared/data/deliver.ts';
import { keys } from '../../../shared/data/keys.ts';
import { listNotifications } from '../../../shared/data/notifications.ts';
import type { StoredEvent } from '../../../shared/data/stream.ts';
import { sweepProject } from '../../../shared/data/sweep.ts';
import { type AwsRequest, type FakeAws, startFakeAws } from '../../support/fake-aws.ts';
import { captureLogs } from '../../support/logs.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { addProject, addTask } from '../../support/production.ts';
import { type TestTable, useTable } from '../../support/table.ts';

const minute = 60_000;
const ago = (minutes: number) => new Date(Date.now() - minutes * minute);

let table: TestTable;
let studio: TestStudio;
let queue: FakeAws;
let sue: string;
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

interface Sent {
  Entries: { Id: string; MessageBody: string }[];
}
const take = ({ body }: AwsRequest) => ({
  body: {
    Successful: (JSON.parse(body) as Sent).Entries.map(({ Id, MessageBody }) => ({
      ...{ Id, MessageId: Id, MD5OfMessageBody: md5(MessageBody) },
    })),
  },
});

beforeAll(async () => {
  queue = await startFakeAws(take);
  process.env.MONTU_PUSH_QUEUE_URL = `${queue.endpoint}/queue/push`;
  vi.spyOn(console, 'warn').mockReturnValue();
  table = await useTable();
});
beforeEach(async () => {
  queue.requests.length = 0;
  studio = await newStudio();
  sue = (await studio.addUser('sue', 'supervisor')).id;
  await addProject(studio.changeBy(sue, ago(60)));
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => queue.stop());

const always = () => true;
const sweep = (mayGoOn = always, pageEvents?: number) => sweepProject(studio.id, 'SWA', mayGoOn, pageEvents);
const task = (id: string, minutesAgo: number, artist?: string) =>
  addTask(studio.changeBy(sue, ago(minutesAgo)), { id, ...(artist && { artist }) });
const feed = async () => (await messagesAfter(studio.id, 'project:SWA', 0)).messages;
const told = async () => (await feed()).map(({ id }) => id);
const events = async () =>
  (await table.all()).filter(
    ({ kind, studio: id }) => kind === 'event' && id === studio.id,
  ) as unknown as StoredEvent[];

/** Makes an event as no release wrote it. */
async function spoil(entityId: string): Promise<() => Promise<void>> {
  const event = (await events()).find((one) => one.entityId === entityId);
  if (!event) throw new Error('There is no event');
  await table.put({ ...event, about: 'nothing' });
  return () => table.put({ ...event });
}

describe('a sweep', () => {
  it('delivers what has no number, in the order of time, to feed, inboxes and sockets', async () => {
    const { id: ann } = await studio.addUser('ann');
    await studio.setMember('SWA', ann, 'artist');
    await task('one', 50, 'ann');
    await task('two', 40);
    const oldest = (await events()).map(({ at }) => at).toSorted()[0];
    expect(await sweep()).toEqual({ numbered: 3, left: 0, oldest });
    expect(await told()).toEqual(['project:SWA@1', 'task:one@1', 'task:two@1']);
    expect((await listNotifications(studio.id, ann, { limit: 5 })).notifications).toHaveLength(1);
    expect(queue.requests.map(({ body }) => body).join()).toContain('project:SWA');
  });

  it('leaves what has a number, and what the stream may still bring', async () => {
    await task('numbered', 30);
    await numberOnFeed(studio.id, 'SWA', await events());
    await task('young', 5);
    expect(await sweep()).toEqual({ numbered: 0, left: 0, oldest: undefined });
    expect(await feed()).toHaveLength(2);
    expect(queue.requests).toEqual([]);
  });

  it('begins where the last one stopped, and numbers nothing twice with another at the same time', async () => {
    await task('one', 50);
    await Promise.all([sweep(), sweep(), sweep()]);
    expect(await told()).toEqual(['project:SWA@1', 'task:one@1']);
    const mark = await table.get(keys.sweep(studio.id, 'SWA'));
    expect(mark?.occurred).toContain('task:one@1');
    await task('two', 20);
    expect(await sweep()).toMatchObject({ numbered: 1 });
    expect(await feed()).toHaveLength(3);
    const before = await table.all();
    await sweep();
    expect(await table.all()).toEqual(before);
  });

  it('goes over many pages, and on with the rest next time', async () => {
    const [template] = await events();
    const rows = Array.from({ length: 25 }, (_, index) => {
      const at = new Date(Date.now() - 55 * minute + index).toISOString();
      const entityId = `t${index}`;
      const occurred = `${at}#task:${entityId}@1`;
      const row = { ...template, ...keys.event(keys.task(studio.id, entityId), 1), at, occurred, entityId };
      return { ...row, entity: 'task', type: 'task.updated', feedSeq: index < 15 ? 1 : undefined };
    });
    await Promise.all(rows.map((row) => table.put(JSON.parse(JSON.stringify(row)))));
    expect(await sweep(() => false, 10)).toMatchObject({ numbered: 1 });
    expect(await sweep(always, 10)).toMatchObject({ numbered: 10 });
    expect(await feed()).toHaveLength(11);
  });

  it('delivers all but an event that cannot be, and that one once it can', async () => {
    for (const id of ['one', 'bad', 'two']) await task(id, 40);
    const mend = await spoil('bad');
    expect(await sweep()).toMatchObject({ numbered: 3, left: 1 });
    await task('three', 20);
    expect(await sweep()).toMatchObject({ numbered: 1, left: 1 });
    expect(await told()).not.toContain('task:bad@1');
    await mend();
    expect(await sweep()).toMatchObject({ numbered: 1, left: 0 });
    expect((await told()).at(-1)).toBe('task:bad@1');
    expect(await sweep()).toEqual({ numbered: 0, left: 0, oldest: undefined });
  });
});

describe('the sweeper', () => {
  const run = async (remaining = 60_000) => {
    vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
    const logs = captureLogs();
    await sweeper({} as Parameters<typeof sweeper>[0], { getRemainingTimeInMillis: () => remaining }).finally(
      logs.restore,
    );
    return logs.lines().find((line) => 'OldestUnnumberedMilliseconds' in line);
  };

  it('sweeps every project of every studio, archived ones too, and reports the age of the oldest', async () => {
    await addProject(studio.changeBy(sue, ago(90)), { id: 'OLD', archivedAt: ago(80).toISOString() });
    const line = await run();
    expect(line?.operation).toBe('sweeper');
    expect(Number(line?.OldestUnnumberedMilliseconds) / minute).toBeCloseTo(90, 0);
    expect(await feed()).toHaveLength(1);
    expect((await messagesAfter(studio.id, 'project:OLD', 0)).messages).toHaveLength(1);
    expect((await run())?.OldestUnnumberedMilliseconds).toBe(0);
  });

  it('begins nothing for which there is no time', async () => {
    expect((await run(5_000))?.OldestUnnumberedMilliseconds).toBe(0);
    expect(await feed()).toEqual([]);
  });
});
