import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { Answer } from './support/api.ts';
import { setUp } from './support/set-up.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let admin: Person;
setUp(async () => {
  studio = await newStudio();
  admin = studio.admin;
});

const changes = (person: Person, projectId: string, query: string) =>
  person.api('GET', `/projects/${projectId}/changes?${query}`);

/** Tasks and messages of every shape. */
type Any = Answer['body'];

/** The head of a channel once so much has been numbered. */
function headOf(projectId: string, atLeast: number): Promise<number> {
  return vi.waitFor(async () => {
    const { head } = (await changes(admin, projectId, 'after=0&limit=1')).body.data;
    expect(head).toBeGreaterThanOrEqual(atLeast);
    return head;
  }, 15_000);
}

/** A copy of a project's live tasks, as a client would keep it: from messages alone. */
class Copy {
  readonly tasks = new Map<string, Any>();
  readonly archived = new Map<string, Any>();
  after: number;

  constructor(tasks: Any[], head: number) {
    for (const task of tasks) this.tasks.set(task.id, task);
    this.after = head;
  }

  apply({ seq, createdAt: updatedAt, data }: Any): void {
    expect(seq).toBe(this.after + 1);
    this.after = seq;
    const { taskId, revision, actorId: updatedBy } = data;
    const known = this.tasks.get(taskId) ?? this.archived.get(taskId);
    if (taskId === undefined || (known?.revision ?? 0) >= revision) return;
    // revisions of one task ascend without a gap
    expect(revision).toBe((known?.revision ?? 0) + 1);
    const fields = Object.fromEntries(Object.entries(data.changes).map(([name, { new: value }]: Any) => [name, value]));
    const created = { createdAt: updatedAt, createdBy: updatedBy };
    const task = { ...(known ?? created), ...fields, revision, updatedAt, updatedBy };
    this.tasks.delete(taskId);
    (task.archivedAt === null ? this.tasks : this.archived).set(taskId, task);
  }

  /** Asks for what is missing, a few messages at a time. */
  async catchUp(projectId: string): Promise<void> {
    for (;;) {
      const { body } = await changes(admin, projectId, `after=${this.after}&limit=7`);
      for (const message of body.data.messages) this.apply(message);
      if (!body.data.hasMore) return;
    }
  }
}

async function listed(projectId: string): Promise<Any[]> {
  const tasks: Any[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await admin.api('GET', `/tasks?projectId=${projectId}&limit=20${cursor && `&cursor=${cursor}`}`);
    tasks.push(...body.data);
    if (!body.pagination.hasMore) return tasks;
    cursor = body.pagination.nextCursor;
  }
}

const byId = (tasks: Iterable<Any>) => [...tasks].sort((a, b) => (a.id < b.id ? -1 : 1));

describe('the changes of a project', () => {
  it('keep a copy in step while others write', { timeout: 60_000 }, async () => {
    await studio.project('STEP');
    const artist = await studio.person('artist', { STEP: 'artist' });
    const first = await Promise.all([1, 2, 3].map((shot) => studio.task('STEP', `SH${shot}`)));
    const head = await headOf('STEP', 2);
    // a list may lag for a moment behind what has been numbered
    await sleep(2_000);
    const copy = new Copy(await listed('STEP'), head);

    const write = async (writer: number) => {
      const own = await studio.task('STEP', `SHW${writer}`, { artist: artist.username, labels: ['hero'] });
      for (let turn = 0; turn < 5; turn++) {
        const { id } = first[(writer + turn) % first.length];
        await admin.api('PATCH', `/tasks/${id}`, { body: { milestoneNote: `${writer} in turn ${turn}` } });
        await admin.api('PATCH', `/tasks/${own.id}`, { body: { status: ['review', 'final'][turn % 2], labels: [] } });
      }
      if (writer % 2 === 0) await admin.api('DELETE', `/tasks/${own.id}`);
      if (writer % 4 === 0) await admin.api('POST', `/tasks/${own.id}/restore`);
    };
    let writing = true;
    const writers = Promise.all([0, 1, 2, 3].map(write)).finally(() => {
      writing = false;
    });
    while (writing) await copy.catchUp('STEP');
    await writers;

    await vi.waitFor(
      async () => {
        await copy.catchUp('STEP');
        expect(byId(copy.tasks.values())).toEqual(byId(await listed('STEP')));
      },
      { timeout: 20_000, interval: 500 },
    );
    expect(copy.tasks.get('ep00_sq0010_shw1_lighting').artist).toBe(artist.username);
    expect(copy.tasks.size).toBe(3 + 3);
    // with an own project.created before them
    expect(copy.after).toBe(1 + 3 + 4 + 40 + 2 + 1);
  });

  it('come in parts as small as asked for, up to the head', async () => {
    await studio.project('PARTS');
    for (const shot of [1, 2, 3]) await studio.task('PARTS', `SH${shot}`);
    const head = await headOf('PARTS', 4);
    const two = (await changes(admin, 'PARTS', 'after=1&limit=2')).body.data;
    expect(two).toMatchObject({ channel: 'project:PARTS', head, hasMore: true, messages: [{ seq: 2 }, { seq: 3 }] });
    const rest = (await changes(admin, 'PARTS', 'after=3')).body.data;
    expect(rest).toMatchObject({ head, hasMore: false, messages: [{ seq: 4, type: 'task.created' }] });
    expect((await changes(admin, 'PARTS', `after=${head}`)).body.data).toMatchObject({ hasMore: false, messages: [] });
  });

  it('are gone where something between is not kept any more, and for a number that is ahead', async () => {
    await studio.project('OLD');
    await studio.task('OLD', 'SH1');
    const head = await headOf('OLD', 2);
    const ahead = await changes(admin, 'OLD', `after=${head + 1}`);
    expect([ahead.status, ahead.body.error]).toMatchObject([
      410,
      { code: 'GONE', head, details: [{ field: 'after', suggestion: expect.stringContaining(`after ${head}`) }] },
    ]);

    const { DeleteCommand } = await import('@aws-sdk/lib-dynamodb');
    const { dynamo, tableName } = await import('../../shared/data/client.ts');
    const { keys } = await import('../../shared/data/keys.ts');
    for (let seq = 1; seq <= 2; seq++) {
      const Key = keys.frame(studio.name, 'project:OLD', seq);
      await dynamo().send(new DeleteCommand({ TableName: tableName(), Key }));
    }
    await studio.task('OLD', 'SH2');
    expect(await headOf('OLD', 3)).toBe(3);
    const gone = await changes(admin, 'OLD', 'after=1');
    expect([gone.status, gone.body.error.head]).toEqual([410, 3]);
    expect((await changes(admin, 'OLD', 'after=2')).body.data.messages).toMatchObject([{ seq: 3 }]);
    // all that is kept
    expect((await changes(admin, 'OLD', 'after=0')).body.data).toMatchObject({ head: 3, messages: [{ seq: 3 }] });
  });

  it('are for those who may see the whole project', async () => {
    await studio.project('WHOLE');
    const asked = async (person: Person) => (await changes(person, 'WHOLE', 'after=0')).status;
    const member = await studio.person('artist', { WHOLE: 'viewer' });
    const stranger = await studio.person('artist', { PARTS: 'artist' });
    const client = await studio.person('client', { WHOLE: 'client' });
    const rival = await newStudio();
    expect(await Promise.all([admin, member, stranger, client, rival.admin].map(asked))).toEqual([
      200, 200, 404, 403, 404,
    ]);
    expect((await changes(admin, 'NOWHERE', 'after=0')).status).toBe(404);
    expect((await changes(admin, 'WHOLE', 'limit=5')).body.error.details).toMatchObject([{ field: 'after' }]);
    expect((await changes(admin, 'WHOLE', 'after=-1')).status).toBe(400);
    expect((await changes(admin, 'WHOLE', 'after=0&limit=1001')).status).toBe(400);
  });
});
