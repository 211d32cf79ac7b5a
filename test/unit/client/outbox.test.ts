import { afterEach, describe, expect, it, vi } from 'vitest';
import { createOutbox, type OnConflict } from '../../../client/src/outbox.ts';
import type { FieldConflict } from '../../../client/src/outbox-entry.ts';
import { webQueue } from '../../../client/src/queue-store.ts';
import { projectId } from '../../support/client/fake-api.ts';
import { noFaults } from '../../support/client/fake-network.ts';
import { fakeLocks, tabsOf } from '../../support/client/tabs.ts';
import { fakeWorld } from '../../support/client/world.ts';

/** Somebody who is offline with a task, and somebody else who changes it meanwhile. */
async function apart(onConflict: OnConflict) {
  const world = fakeWorld();
  const [mika, noor] = [await world.person('mika', { locks: fakeLocks() }), await world.person('noor')];
  const task = await world.outcome(mika.client.tasks.create({ projectId, shot: 'SH0010', task: 'comp' }));
  mika.network.isDown = true;
  const outbox = createOutbox(mika.client, { onConflict });
  const theirs = (patch: object) => world.outcome(noor.client.tasks.update(task.id, patch), 1_000);
  const back = () => {
    mika.network.isDown = false;
    return world.clock.pass(120_000);
  };
  return { ...world, mika, task, outbox, theirs, back, now: () => world.api.tasks.get(task.id) };
}

describe('an outbox', () => {
  it('keeps writes until there is a network, joined, and shows them meanwhile', async () => {
    const { api, clock, task, outbox, back, now } = await apart('merge');
    const first = outbox.add('tasks.update', [task.id, { status: 'review' }], { base: task });
    // once a try has failed, and nothing is on its way
    while (outbox.entries[0]?.state !== 'waiting') await clock.pass(1_000);
    const second = outbox.add('tasks.update', [task.id, { milestoneNote: 'soon' }], { base: task });
    expect(outbox.entries).toHaveLength(1);
    const third = outbox.add('tasks.create', [{ projectId, shot: 'SH0020', task: 'comp' }]);
    expect(outbox.applied(task)).toMatchObject({ status: 'review', milestoneNote: 'soon', revision: 1 });
    await back();
    expect(await first).toEqual(await second);
    expect(await third).toMatchObject({ shot: 'SH0020' });
    expect(now()).toMatchObject({ status: 'review', milestoneNote: 'soon' });
    expect(api.tasks.size).toBe(2);
    expect(outbox.entries).toEqual([]);
  });

  it('merges what does not collide, and asks about what does', async () => {
    const { task, outbox, theirs, back, now } = await apart('merge');
    const saved = outbox.add('tasks.update', [task.id, { status: 'review', milestoneNote: 'mine' }], { base: task });
    await theirs({ status: 'approved', fileExtension: '.nk' });
    await back();
    expect(outbox.entries).toMatchObject([
      {
        state: 'conflict',
        conflicts: [{ field: 'status', base: 'not_started', current: 'approved', yours: 'review' }],
      },
    ]);
    const resolving = outbox.resolve(outbox.entries[0]?.id ?? '', 'theirs');
    await back();
    await resolving;
    expect(await saved).toMatchObject({ status: 'approved', milestoneNote: 'mine', fileExtension: '.nk' });
    expect(now()).toMatchObject({ status: 'approved', milestoneNote: 'mine' });
  });

  it('sees what others wrote before the first of two writes, when it comes to the second', async () => {
    const { mika, task, outbox, theirs, back, now } = await apart('merge');
    mika.network.isDown = false;
    await theirs({ milestoneNote: 'theirs' });
    const first = outbox.add('tasks.update', [task.id, { status: 'in_progress' }], { base: task });
    void outbox.add('tasks.update', [task.id, { milestoneNote: 'mine', status: 'review' }], { base: task });
    expect(outbox.entries).toHaveLength(2);
    await back();
    expect(await first).toMatchObject({ status: 'in_progress' });
    expect(outbox.entries[0]?.conflicts).toMatchObject([
      { field: 'milestoneNote', base: '', current: 'theirs', yours: 'mine' },
    ]);
    expect(now()).toMatchObject({ status: 'in_progress', milestoneNote: 'theirs' });
  });

  it('does not take its own first write for somebody else’s', async () => {
    const { mika, task, outbox, back, now } = await apart('fail');
    mika.network.isDown = false;
    const both = ['in_progress', 'review'].map((status) =>
      outbox.add('tasks.update', [task.id, { status }], { base: task }),
    );
    await back();
    expect(await Promise.all(both)).toMatchObject([{ revision: 2 }, { revision: 3 }]);
    expect(now()).toMatchObject({ status: 'review' });
  });

  it.each([
    ['overwrite', 'review'],
    [({ yours }: FieldConflict) => yours, 'review'],
    [({ current }: FieldConflict) => current, 'approved'],
    [() => 'in_progress', 'in_progress'],
  ] as [OnConflict, string][])('writes what %s decides', async (onConflict, status) => {
    const { task, outbox, theirs, back, now } = await apart(onConflict);
    const saved = outbox.add('tasks.update', [task.id, { status: 'review' }], { base: task });
    await theirs({ status: 'approved' });
    await back();
    await saved;
    expect(now()?.status).toBe(status);
    expect(outbox.entries).toEqual([]);
  });

  it('fails on any change by others, if that is asked for', async () => {
    const { task, outbox, theirs, back, now } = await apart('fail');
    const saved = outbox.add('tasks.update', [task.id, { status: 'review' }], { base: task });
    await theirs({ fileExtension: '.nk' });
    await back();
    expect(outbox.entries).toMatchObject([{ state: 'conflict', conflicts: [] }]);
    const discarded = expect(saved).rejects.toThrow('discarded');
    await outbox.discard(outbox.entries[0]?.id ?? '');
    await discarded;
    expect(now()).toMatchObject({ status: 'not_started', revision: 2 });
  });

  it('is broken by what no waiting makes right', async () => {
    const { outbox, back } = await apart('merge');
    const missing = outbox.add('tasks.update', ['nowhere', { status: 'review' }], {
      base: { id: 'nowhere', revision: 1 },
    });
    const refused = expect(missing).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await back();
    await refused;
    expect(outbox.entries).toEqual([]);
  });

  it('hands over to the answer without a gap', async () => {
    const { mika, clock, task, outbox, outcome } = await apart('merge');
    mika.network.isDown = false;
    const shown = new Set<string>();
    const look = () => shown.add(outbox.applied(task).status);
    outbox.onChange(look);
    const saved = outbox.add('tasks.update', [task.id, { status: 'review' }], { base: task });
    void saved.then(look);
    await outcome(saved, 1_000);
    // whoever shows the list has not heard of it yet
    expect(outbox.applied(task)).toMatchObject({ status: 'review', revision: 2 });
    expect([...shown]).toEqual(['review']);
    await clock.pass(1_000);
    expect(outbox.applied({ ...task, status: 'approved', revision: 3 })).toMatchObject({ status: 'approved' });
  });

  it('follows its own write with the next one, also where the first is not in sight yet', async () => {
    const { mika, task, outbox, outcome, now } = await apart('merge');
    mika.network.isDown = false;
    for (const status of ['in_progress', 'review', 'approved'])
      await outcome(outbox.add('tasks.update', [task.id, { status }], { base: task }), 1_000);
    expect(now()).toMatchObject({ status: 'approved', revision: 4 });
  });

  it('joins what is added during a try that fails', async () => {
    const { mika, clock, task, outbox, back, now } = await apart('merge');
    const first = outbox.add('tasks.update', [task.id, { status: 'in_progress' }], { base: task });
    expect(outbox.entries).toMatchObject([{ state: 'sending' }]);
    const second = outbox.add('tasks.update', [task.id, { status: 'review', milestoneNote: 'soon' }], { base: task });
    while (outbox.entries[0]?.state !== 'waiting') await clock.pass(1_000);
    expect(outbox.entries).toMatchObject([{ args: [task.id, { status: 'review', milestoneNote: 'soon' }, {}] }]);
    mika.network.sent.length = 0;
    await back();
    expect(await first).toEqual(await second);
    expect(now()).toMatchObject({ status: 'review', milestoneNote: 'soon', revision: 2 });
  });

  it('keeps what was added during a try that fails after it was given up', async () => {
    const { task, outbox, back, now } = await apart('merge');
    const refused: unknown[] = [];
    outbox.onRefused((error) => refused.push(error));
    const first = outbox.add('tasks.update', [task.id, { status: 'in_progress' }], { base: task });
    const second = outbox.add('tasks.update', [task.id, { milestoneNote: 'soon' }], { base: task });
    const givenUp = expect(first).rejects.toThrow('It was discarded');
    void outbox.discard(outbox.entries[0]?.id ?? '');
    await back();
    await givenUp;
    expect(await second).toMatchObject({ milestoneNote: 'soon' });
    expect(now()).toMatchObject({ status: 'not_started', milestoneNote: 'soon' });
    expect(refused).toEqual([]);
  });

  it('does not take a try whose answer was lost for somebody else’s write', async () => {
    const { mika, clock, task, outbox, back, now } = await apart('merge');
    mika.network.isDown = false;
    mika.network.faults = { ...noFaults, lost: 1 };
    const first = outbox.add('tasks.update', [task.id, { status: 'in_progress' }], { base: task });
    await clock.pass(200);
    mika.network.isDown = true;
    while (outbox.entries[0]?.state !== 'waiting') await clock.pass(1_000);
    expect(now()).toMatchObject({ status: 'in_progress' });
    const second = outbox.add('tasks.update', [task.id, { status: 'review' }], { base: task });
    mika.network.faults = noFaults;
    await back();
    expect(await Promise.all([first, second])).toMatchObject([{ status: 'review' }, { status: 'review' }]);
    expect(outbox.entries).toEqual([]);
  });

  it('sends what is added in the moment when all is done', async () => {
    const { mika, clock, task, outbox, outcome } = await apart('merge');
    mika.network.isDown = false;
    const shots = Array.from({ length: 8 }, (_, ticks) => ({ ticks, shot: `SH${ticks}` }));
    for (const { ticks, shot } of shots) {
      const saved = outbox.add('tasks.update', [task.id, { milestoneNote: shot }], { base: task });
      void saved.then(async () => {
        for (let tick = 0; tick < ticks; tick++) await undefined;
        void outbox.add('tasks.create', [{ projectId, shot, task: 'fx' }]);
      });
      await outcome(saved, 1_000);
      await clock.pass(1_000);
      expect(outbox.entries, `after ${ticks} ticks`).toEqual([]);
    }
  });
});

describe('an outbox in localStorage', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('outlives its page', async () => {
    const { mika, task, back, now } = await apart('merge');
    const [store] = tabsOf(1);
    const before = createOutbox(mika.client, { store: webQueue('montu', store) });
    void before.add('tasks.update', [task.id, { status: 'review' }], { base: task });
    before.close();
    const after = createOutbox(mika.client, { store: webQueue('montu', store) });
    expect(after.entries).toHaveLength(1);
    await back();
    expect(now()?.status).toBe('review');
    expect(store?.length).toBe(0);
  });

  it('is shown by every tab, and sent by one', async () => {
    const { mika, clock, task, back, now } = await apart('merge');
    const tabs = tabsOf(2);
    const [one, other] = tabs.map((storage) => createOutbox(mika.client, { store: webQueue('montu', storage) }));
    const heard: number[] = [];
    const refused: unknown[] = [];
    other?.onChange((entries) => heard.push(entries.length));
    for (const outbox of [one, other]) outbox?.onRefused((error) => refused.push(error));
    const saved = one?.add('tasks.update', [task.id, { status: 'review' }], { base: task });
    expect(heard.at(-1)).toBe(1);
    expect(other?.applied(task).status).toBe('review');
    const nowhere = { id: 'sh0020_comp', revision: 1 };
    const own = other?.add('tasks.update', [nowhere.id, { status: 'review' }], { base: nowhere });
    while (one?.entries.some(({ state }) => state === 'sending')) await clock.pass(100);
    mika.network.sent.length = 0;
    mika.network.isDown = false;
    for (const outbox of [one, other]) void outbox?.flush();
    await back();
    expect(mika.network.sent.filter((one) => one.startsWith('PATCH'))).toEqual([
      'PATCH /tasks/sh0010_comp',
      'PATCH /tasks/sh0020_comp',
    ]);
    expect(await saved).toMatchObject({ revision: 2 });
    // it was sent by the other tab, which was told what the API said
    expect(await own).toBeUndefined();
    expect(refused).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect(now()).toMatchObject({ status: 'review', revision: 2 });
    expect([one?.entries, other?.entries]).toEqual([[], []]);
  });

  it('is sent by another tab when its own is closed', async () => {
    const { mika, clock, task, now } = await apart('merge');
    const [one, other] = tabsOf(2).map((storage) => createOutbox(mika.client, { store: webQueue('montu', storage) }));
    void one?.add('tasks.update', [task.id, { status: 'review' }], { base: task });
    one?.close();
    mika.network.isDown = false;
    await clock.pass(60_000);
    expect(now()?.status).toBe('review');
    expect(other?.entries).toEqual([]);
  });
});
