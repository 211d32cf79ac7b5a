import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { NotFoundError } from '../../../client/src/errors.ts';
import { createLive } from '../../../client/src/live.ts';
import { liveTasks } from '../../../client/src/live-tasks.ts';
import { feed, projectId } from '../../support/client/fake-api.ts';
import { noFaults } from '../../support/client/fake-network.ts';
import { fakeWorld } from '../../support/client/world.ts';

/** Somebody who listens, and somebody else who makes things happen. */
async function listening() {
  const world = fakeWorld();
  const [mika, noor] = [await world.person('mika'), await world.person('noor')];
  const live = createLive(mika.client);
  const heard: number[] = [];
  const resyncs: number[] = [];
  const lost: string[] = [];
  const statuses: string[] = [];
  live.onStatus((status) => statuses.push(status));
  const subscription = live.subscribe(feed, {
    onMessage: ({ seq }) => heard.push(seq),
    onResync: () => resyncs.push(1),
    onLost: (reason) => lost.push(reason),
  });
  await world.clock.pass(1_000);
  let last = 0;
  const happens = () =>
    world.outcome(noor.client.tasks.create({ projectId, shot: `SH${++last}`, task: 'comp' }), 1_000);
  const tickets = () => mika.network.sent.filter((one) => one.endsWith('websocket-ticket')).length;
  return { ...world, mika, live, heard, resyncs, lost, statuses, subscription, happens, tickets };
}

describe('a live connection', () => {
  it('hears of what happens, and comes back with what it missed', async () => {
    const { clock, mika, heard, happens, statuses } = await listening();
    await happens();
    mika.network.isDown = true;
    mika.dropSockets();
    await happens();
    await happens();
    mika.network.isDown = false;
    await clock.pass(60_000);
    expect(heard).toEqual([1, 2, 3]);
    expect(statuses).toEqual(['connecting', 'open', 'waiting', ...statuses.slice(3, -1), 'open']);
  });

  it('notices a socket that is open in name only', async () => {
    const { clock, mika, heard, happens, tickets } = await listening();
    mika.network.faults = { ...noFaults, halfOpen: 1 };
    await happens();
    mika.network.faults = noFaults;
    await clock.pass(140_000);
    expect(heard).toEqual([1]);
    expect(tickets()).toBe(2);
  });

  it('is renewed before two hours are over, without a gap', async () => {
    const { clock, heard, happens, statuses, tickets } = await listening();
    for (let hour = 0; hour < 10; hour++) {
      await clock.pass(30 * 60_000);
      await happens();
    }
    expect(heard).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(tickets()).toBe(3);
    expect(statuses).toEqual(['connecting', 'open']);
  });

  it('tells that too much was missed, and goes on from there', async () => {
    const { api, clock, mika, heard, resyncs, happens } = await listening();
    await happens();
    mika.network.isDown = true;
    mika.dropSockets();
    await happens();
    await happens();
    api.forgotten.until = 3;
    mika.network.isDown = false;
    await clock.pass(60_000);
    await happens();
    expect(heard).toEqual([1, 4]);
    expect(resyncs).toEqual([1]);
  });

  it('lets go of a channel that may not be heard any more', async () => {
    const { clock, mika, heard, lost, happens } = await listening();
    mika.say({ type: 'unsubscribed', channel: feed, reason: 'You are not in this project any more.' });
    await clock.pass(1_000);
    await happens();
    expect(lost).toEqual(['You are not in this project any more.']);
    expect(heard).toEqual([]);
  });

  it.each(['NOT_FOUND', 'CONFLICT'])('tells of a channel that it cannot have: %s', async (code) => {
    const { clock, mika, live, heard, happens } = await listening();
    const lost: string[] = [];
    live.subscribe('project:NONE', { onMessage: () => {}, onLost: (reason) => lost.push(reason) });
    const error = { code, message: 'There is no such channel here.' };
    mika.say({ type: 'error', channel: 'project:NONE', error });
    mika.say({ type: 'error', channel: feed, error: { code: 'VALIDATION_ERROR', message: 'Wrong' } });
    await clock.pass(1_000);
    expect(lost).toEqual([error.message]);
    await happens();
    expect(heard).toEqual([1]);
  });

  it('ends with the session, and not before', async () => {
    const { api, clock, mika, live, heard, happens, tickets } = await listening();
    mika.say({ type: 'sessionEnded', reason: 'By mistake' });
    await clock.pass(10_000);
    expect(live.status).toBe('open');
    await happens();
    expect(heard).toEqual([1]);
    api.endSessions();
    mika.say({ type: 'sessionEnded', reason: 'Signed out elsewhere' });
    await clock.pass(600_000);
    expect([live.status, mika.own.signedOut, tickets()]).toEqual(['ended', ['ended'], 2]);
  });

  it('heeds what the browser says of the network', async () => {
    const page = new EventTarget();
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
    vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
    onTestFinished(() => void vi.unstubAllGlobals());
    const tell = (type: string) => page.dispatchEvent(new Event(type));
    const { clock, mika, live, heard, happens } = await listening();
    mika.network.isDown = true;
    tell('offline');
    expect(live.status).toBe('waiting');
    await happens();
    await clock.pass(600_000);
    mika.network.isDown = false;
    tell('online');
    await clock.pass(500);
    expect([live.status, heard]).toEqual(['open', [1]]);
    live.close();
    tell('online');
    expect(live.status).toBe('idle');
  });

  it('listens again to what was let go of a moment before', async () => {
    const { clock, live, subscription, heard, happens } = await listening();
    live.subscribe('user:mika', { onMessage: () => {} });
    subscription.close();
    const again: number[] = [];
    live.subscribe(feed, { onMessage: ({ seq }) => again.push(seq) });
    await clock.pass(1_000);
    await happens();
    expect([heard, again]).toEqual([[], [1]]);
  });

  it('is closed with the last subscription', async () => {
    const { live, subscription, heard, happens } = await listening();
    subscription.close();
    expect(live.status).toBe('idle');
    await happens();
    expect(heard).toEqual([]);
  });
});

describe('a live list', () => {
  it('is polled where its feed is refused, and shows what it has read meanwhile', async () => {
    const { api, clock, mika, live, happens, outcome } = await listening();
    await happens();
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    const list = liveTasks(mika.client, live, { projectId, sort: 'shot' }, { onError });
    await outcome(list.ready, 1_000);
    mika.say({ type: 'error', channel: feed, error: { code: 'NOT_FOUND', message: 'Not for clients' } });
    const sizes: number[] = [];
    list.onChange((rows) => sizes.push(rows.length));
    await happens();
    await clock.pass(60_000);
    expect(list.rows.map(({ shot }) => shot)).toEqual(['SH1', 'SH2']);
    expect(Math.min(...sizes)).toBe(1);
    expect(errors).toEqual([]);
    list.close();
    api.hidden.isSo = true;
    await clock.pass(60_000);
    expect(list.rows).toHaveLength(2);
  });

  it('shows an own write at once, and drops what it may not show any more', async () => {
    const { api, clock, mika, live, happens, outcome } = await listening();
    const errors: unknown[] = [];
    const list = liveTasks(
      mika.client,
      live,
      { projectId, status: ['review'] },
      { onError: (error) => errors.push(error) },
    );
    const { id } = await happens();
    await outcome(list.ready, 1_000);
    expect(list.rows).toEqual([]);
    const changed = await outcome(mika.client.tasks.update(id, { status: 'review' }), 150);
    list.put(changed);
    await clock.pass(1);
    expect(list.rows).toEqual([changed]);
    api.hidden.isSo = true;
    mika.say({ type: 'unsubscribed', channel: feed, reason: 'Gone' });
    await clock.pass(500);
    expect(list.rows).toEqual([]);
    expect(errors).toMatchObject([{ code: 'NOT_FOUND' }]);
    list.close();
  });

  it('is not waited for in vain where it is refused, and shown when it is not any more', async () => {
    const { api, clock, mika, live, happens, outcome } = await listening();
    await happens();
    api.hidden.isSo = true;
    const list = liveTasks(mika.client, live, { projectId, sort: 'shot' });
    await expect(outcome(list.ready, 1_000)).rejects.toBeInstanceOf(NotFoundError);
    api.hidden.isSo = false;
    await clock.pass(5_000);
    expect(list.rows).toHaveLength(1);
  });

  it('is read no further when it is closed', async () => {
    const { clock, mika, live, happens } = await listening();
    for (let shot = 0; shot < 30; shot++) await happens();
    const list = liveTasks(mika.client, live, { projectId, sort: 'shot' });
    const pages = () => mika.network.sent.filter((one) => one === 'GET /tasks').length;
    while (pages() === 0) await clock.pass(10);
    list.close();
    await clock.pass(10_000);
    expect(pages()).toBe(1);
  });

  it('is read again when too much was missed', async () => {
    const { api, clock, mika, live, happens, outcome } = await listening();
    const list = liveTasks(mika.client, live, { projectId, sort: 'shot' });
    await outcome(list.ready, 1_000);
    mika.network.isDown = true;
    mika.dropSockets();
    await happens();
    await happens();
    api.forgotten.until = 2;
    mika.network.isDown = false;
    await clock.pass(60_000);
    expect(list.rows.map(({ shot }) => shot)).toEqual(['SH1', 'SH2']);
  });
});
