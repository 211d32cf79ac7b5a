import { describe, expect, it } from 'vitest';
import {
  CircuitOpenError,
  NetworkError,
  SignedOutError,
  UnavailableError,
  VersionConflictError,
} from '../../../client/src/errors.ts';
import { projectId } from '../../support/client/fake-api.ts';
import { noFaults } from '../../support/client/fake-network.ts';
import { fakeWorld } from '../../support/client/world.ts';

const shot = { projectId, shot: 'SH0010', task: 'comp' };

async function withTask(seed = 1) {
  const world = fakeWorld(seed);
  const mika = await world.person('mika');
  const task = await world.outcome(mika.client.tasks.create(shot));
  mika.network.sent.length = 0;
  return { ...world, mika, task };
}

describe('a call', () => {
  it('is not made twice when its answer is lost', async () => {
    const { api, clock, mika, task, outcome } = await withTask();
    mika.network.faults = { ...noFaults, lost: 1 };
    const creating = mika.client.tasks.create({ ...shot, shot: 'SH0020' });
    const changing = mika.client.tasks.update(task.id, { status: 'review' }, { ifMatch: task.revision });
    await clock.pass(300);
    mika.network.faults = noFaults;
    expect(await outcome(creating)).toMatchObject({ shot: 'SH0020', revision: 1 });
    expect(await outcome(changing)).toMatchObject({ status: 'review', revision: 2 });
    expect(api.tasks.size).toBe(2);
  });

  it.each([{}, { ifMatch: '*' }])('without a condition, as %j, is not sent twice', async (options) => {
    const { mika, task, outcome } = await withTask();
    mika.network.faults = { ...noFaults, lost: 1 };
    const changing = mika.client.tasks.update(task.id, { status: 'review' }, options);
    await expect(outcome(changing)).rejects.toMatchObject({ name: 'NetworkError', mayHaveHappened: true });
    expect(mika.network.sent).toEqual([`PATCH /tasks/${task.id}`]);
  });

  it('without a condition is tried again when it was not done', async () => {
    const { clock, mika, task, outcome } = await withTask();
    mika.network.faults = { ...noFaults, unavailable: 1 };
    const changing = mika.client.tasks.update(task.id, { status: 'review' });
    await clock.pass(50);
    mika.network.faults = noFaults;
    expect(await outcome(changing)).toMatchObject({ status: 'review' });
  });

  it('tells what both have changed', async () => {
    const { mika, task, outcome } = await withTask();
    await outcome(mika.client.tasks.update(task.id, { status: 'review' }));
    const late = mika.client.tasks.update(task.id, { status: 'approved' }, { ifMatch: task.revision });
    const error = await outcome(late).catch((refused: unknown) => refused);
    expect(error).toBeInstanceOf(VersionConflictError);
    expect(error).toMatchObject({
      ...{ code: 'VERSION_CONFLICT', status: 412, requestId: 'req_fake', currentRevision: 2 },
      conflicts: [{ field: 'status', current: 'review', yours: 'approved' }],
    });
  });

  it('waits for Retry-After, and gives up in the end', async () => {
    const { clock, mika, task, outcome } = await withTask();
    mika.network.faults = { ...noFaults, throttled: 1 };
    const reading = mika.client.tasks.get(task.id);
    reading.then(undefined, () => {});
    await clock.pass(1_000);
    expect(mika.network.sent).toHaveLength(1);
    await expect(outcome(reading)).rejects.toBeInstanceOf(UnavailableError);
    expect(mika.network.sent).toHaveLength(5);
  });

  it.each(['', '.', '..', undefined])('is not sent to another address by the id %j', async (id) => {
    const { mika, outcome } = await withTask();
    await expect(outcome(mika.client.tasks.get(id as string), 100)).rejects.toThrow(TypeError);
    expect(mika.network.sent).toEqual([]);
  });

  it('with what is no JSON fails at once, and is not held against the API', async () => {
    const { mika, task, outcome } = await withTask();
    const customFields = { frames: 1n as never };
    for (let time = 0; time < 6; time++)
      await expect(outcome(mika.client.tasks.update(task.id, { customFields }), 100)).rejects.toThrow(TypeError);
    expect(await outcome(mika.client.tasks.get(task.id), 200)).toMatchObject({ id: task.id });
  });

  it('ends with its time, and with its signal', async () => {
    const { clock, mika, task, outcome } = await withTask();
    mika.network.faults = { ...noFaults, hang: 1 };
    const impatient = mika.client.tasks.update(task.id, { status: 'review' }, { timeoutMs: 500 });
    await expect(outcome(impatient)).rejects.toMatchObject({ name: 'TimeoutError', mayHaveHappened: true });
    const controller = new AbortController();
    const reading = mika.client.tasks.get(task.id, { signal: controller.signal });
    const ended = expect(outcome(reading, 100)).rejects.toThrow('not needed');
    controller.abort(new Error('not needed'));
    await ended;
    await clock.pass(1_000);
  });

  it('fails at once while the circuit is open, and closes it with a probe', async () => {
    const { clock, mika, task, outcome } = await withTask();
    mika.network.isDown = true;
    await expect(outcome(mika.client.tasks.get(task.id), 20_000)).rejects.toBeInstanceOf(NetworkError);
    mika.network.sent.length = 0;
    const calls = [mika.client.tasks.get(task.id), mika.client.tasks.get(task.id)];
    const [probe, other] = await outcome(Promise.allSettled(calls), 10_000);
    expect(probe).toMatchObject({ reason: { name: 'CircuitOpenError' } });
    expect(other).toMatchObject({ reason: { name: 'CircuitOpenError' } });
    expect(mika.network.sent).toHaveLength(1);
    mika.network.isDown = false;
    await clock.pass(60_000);
    expect(await outcome(mika.client.tasks.get(task.id))).toMatchObject({ id: task.id });
  });

  it('opens the circuit no longer for many calls that fail at once than for a few', async () => {
    const { clock, mika, task, outcome } = await withTask();
    mika.network.isDown = true;
    const calls = Promise.allSettled(Array.from({ length: 20 }, () => mika.client.tasks.get(task.id)));
    await clock.pass(200);
    mika.network.isDown = false;
    await clock.pass(1_000);
    expect(await outcome(mika.client.tasks.get(task.id), 200)).toMatchObject({ id: task.id });
    await outcome(calls);
  });
});

async function everything<T>(list: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of list) items.push(item);
  return items;
}

describe('a list', () => {
  it('is its first page, and all of its items, with what was written just now', async () => {
    const { mika, outcome } = await withTask();
    const shots = Array.from({ length: 29 }, (_, index) => `SH${1100 + index}`);
    for (const one of shots) await outcome(mika.client.tasks.create({ ...shot, shot: one }), 500);
    const last = await outcome(mika.client.tasks.create({ ...shot, shot: 'SH9999' }), 500);
    const page = await outcome(mika.client.tasks.list({ projectId }));
    expect(page).toMatchObject({ pagination: { hasMore: true } });
    expect(page.data).toHaveLength(25);
    const all = await outcome(everything(mika.client.tasks.list({ projectId })));
    expect(all).toHaveLength(31);
    expect(all.at(-1)?.id).toBe(last.id);
  });
});

describe('a session', () => {
  it('is refreshed once for all calls, before its end and after a refusal', async () => {
    const { api, clock, mika, task, outcome } = await withTask();
    await clock.pass(200_000);
    await outcome(Promise.all([1, 2, 3].map(() => mika.client.tasks.get(task.id))));
    expect(mika.network.sent.filter((one) => one === 'POST /auth/refresh')).toHaveLength(1);
    api.expire();
    await outcome(Promise.all([1, 2, 3].map(() => mika.client.tasks.get(task.id))));
    expect(mika.network.sent.filter((one) => one === 'POST /auth/refresh')).toHaveLength(2);
    expect(mika.own.signedOut).toEqual([]);
  });

  it('is not refreshed at each call where tokens live less than a minute', async () => {
    const { api, clock, person, outcome } = fakeWorld();
    api.tokens.lifeSeconds = 40;
    const { client, network } = await person('mika');
    const refreshes = () => network.sent.filter((one) => one === 'POST /auth/refresh').length;
    for (let time = 0; time < 3; time++) await outcome(client.auth.getMe(), 1_000);
    expect(refreshes()).toBe(0);
    await clock.pass(30_000);
    await outcome(client.auth.getMe(), 1_000);
    expect(refreshes()).toBe(1);
  });

  it('is refreshed while the circuit is open, since the API does not wait for that', async () => {
    const { clock, mika, task, outcome } = await withTask();
    const { token } = mika.client.context;
    const first = await token();
    mika.network.isDown = true;
    const calls = Promise.allSettled(Array.from({ length: 5 }, () => mika.client.tasks.get(task.id)));
    await clock.pass(100);
    mika.network.isDown = false;
    await expect(mika.client.tasks.get(task.id)).rejects.toBeInstanceOf(CircuitOpenError);
    expect(await outcome(token(first), 200)).not.toBe(first);
    await outcome(calls);
  });

  it('ends when it is over, and not when the network is', async () => {
    const { api, mika, task, outcome } = await withTask();
    mika.network.isDown = true;
    api.expire();
    await expect(outcome(mika.client.tasks.get(task.id))).rejects.toBeInstanceOf(NetworkError);
    expect(mika.client.session.isSignedIn).toBe(true);
    mika.network.isDown = false;
    api.endSessions();
    await expect(outcome(mika.client.tasks.get(task.id))).rejects.toBeInstanceOf(SignedOutError);
    expect(mika.own.signedOut).toEqual(['ended']);
  });

  it.each([1, 2, 3, 4])('is shared by tabs: what one has refreshed the others take (seed %i)', async (seed) => {
    const { api, clock, person, outcome, ...world } = await withTask(seed);
    let kept: unknown;
    const tokens = {
      ...{ lock: 'tabs', load: () => kept as never },
      save(value: unknown) {
        kept = value;
      },
    };
    const waiting: (() => void)[] = [];
    let isHeld = false;
    const locks = {
      async request<T>(_name: string, callback: () => Promise<T>): Promise<T> {
        if (isHeld) await new Promise<void>((resolve) => waiting.push(resolve));
        isHeld = true;
        try {
          return await callback();
        } finally {
          isHeld = waiting.length > 0;
          waiting.shift()?.();
        }
      },
    };
    const first = await person('noor', { tokens, locks });
    const second = await person('noor', { tokens, locks });
    await outcome(first.client.tasks.get(world.task.id)).catch(() => undefined);
    api.expire();
    await outcome(Promise.all([first, second].map(({ client }) => client.tasks.get(world.task.id))));
    const refreshes = [first, second].flatMap(({ network }) => network.sent.filter((one) => /refresh/.test(one)));
    expect(refreshes.length).toBeLessThanOrEqual(2);
    expect([...first.own.signedOut, ...second.own.signedOut]).toEqual([]);
    await clock.pass(30_000);
    expect(await outcome(second.client.tasks.get(world.task.id))).toMatchObject({ id: world.task.id });
  });
});
