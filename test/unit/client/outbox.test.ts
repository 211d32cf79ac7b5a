import { describe, expect, it } from 'vitest';
import { createOutbox, type OnConflict } from '../../../client/src/outbox.ts';
import type { FieldConflict } from '../../../client/src/outbox-entry.ts';
import { webQueue } from '../../../client/src/queue-store.ts';
import { projectId } from '../../support/client/fake-api.ts';
import { fakeWorld } from '../../support/client/world.ts';

/** Somebody who is offline with a task, and somebody else who changes it meanwhile. */
async function apart(onConflict: OnConflict) {
  const world = fakeWorld();
  const [mika, noor] = [await world.person('mika'), await world.person('noor')];
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
    expect(outbox.entries[0]?.conflicts).toContainEqual(
      expect.objectContaining({ field: 'milestoneNote', current: 'theirs', yours: 'mine' }),
    );
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

  it('outlives its page', async () => {
    const { mika, task, back, now } = await apart('merge');
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    };
    const before = createOutbox(mika.client, { store: webQueue('montu', storage) });
    void before.add('tasks.update', [task.id, { status: 'review' }], { base: task });
    before.close();
    const after = createOutbox(mika.client, { store: webQueue('montu', storage) });
    expect(after.entries).toHaveLength(1);
    await back();
    expect(now()?.status).toBe('review');
    expect(kept.size).toBe(0);
  });
});
