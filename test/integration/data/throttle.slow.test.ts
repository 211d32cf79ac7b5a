import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../../shared/contract/errors.ts';
import { dynamo } from '../../../shared/data/client.ts';
import { keys } from '../../../shared/data/keys.ts';
import {
  admit,
  fail,
  forgive,
  ownSubject,
  readAttempt,
  remember,
  type Subject,
} from '../../../shared/data/throttle.ts';
import type { Actor } from '../../../shared/domain/events.ts';
import { forgiven, windowMs, windowOf } from '../../../shared/domain/throttle.ts';
import { newStudio } from '../../support/people.ts';
import { type TestTable, useTable } from '../../support/table.ts';

const actor: Actor = { userId: null, requestId: 'req_of_a_test', ip: '192.0.2.7' };
let table: TestTable;
let account: { studio: string; userId: string };
let name: string;
let number = 0;

/** An address that nothing else uses. */
const newAddress = () => `198.51.${Math.floor(++number / 250)}.${number % 250}`;
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

async function failed(subject: Subject, accounts = [account]): Promise<void> {
  await fail(await readAttempt(subject), accounts, actor);
}
async function failedTimes(count: number, subject: () => Subject): Promise<void> {
  for (let n = 0; n < count; n++) await failed(subject());
}
/** How many seconds a try would have to wait. */
async function waitOf(subject: Subject): Promise<number> {
  try {
    await admit(await readAttempt(subject), [account], actor);
    return 0;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    expect(error).toMatchObject({ code: 'RATE_LIMITED', headers: { 'retry-after': expect.stringMatching(/^\d+$/) } });
    expect(error.extra.retryAfterSeconds).toBe(Number(error.headers['retry-after']));
    return error.extra.retryAfterSeconds as number;
  }
}

beforeAll(async () => {
  table = await useTable();
});
beforeEach(async () => {
  // the beginning of a window, so that none ends in the middle of a test
  vi.useFakeTimers({ toFake: ['Date'], now: (windowOf(Date.now()) + 1) * windowMs });
  const studio = await newStudio();
  name = `ann-${++number}`;
  account = { studio: studio.id, userId: (await studio.addUser(name)).id };
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('a name from an address', () => {
  it('fails five times for nothing, and then waits ever longer, but never more than a minute', async () => {
    const subject = { name, address: newAddress() };
    await failedTimes(forgiven.pair - 1, () => subject);
    expect(await waitOf(subject)).toBe(0);
    const waits: number[] = [];
    for (let n = 0; n < 8; n++) {
      await failed(subject);
      waits.push(await waitOf(subject));
      later((waits.at(-1) ?? 0) * 1_000);
      expect(await waitOf(subject)).toBe(0);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it('has each failure count, though many come at once', async () => {
    const subject = { name, address: newAddress() };
    const attempts = await Promise.all(Array.from({ length: 12 }, () => readAttempt(subject)));
    await Promise.all(attempts.map((attempt) => fail(attempt, [account], actor)));
    const { counters } = await readAttempt(subject);
    expect(counters.map(({ kind, current }) => [kind, current?.failures])).toEqual([
      ['pair', 12],
      ['name', 12],
      ['address', 12],
    ]);
  });

  it('has one turn when a delay is over, however many wait for it', async () => {
    const subject = { name, address: newAddress() };
    await failedTimes(forgiven.pair + 3, () => subject);
    later(8_000);
    const attempts = await Promise.all(Array.from({ length: 10 }, () => readAttempt(subject)));
    const tries = await Promise.allSettled(attempts.map((attempt) => admit(attempt, [account], actor)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await waitOf(subject)).toBe(8);
  });

  it('is forgiven its own failures when it proves itself, and not those of its name', async () => {
    const subject = { name, address: newAddress() };
    await failedTimes(forgiven.name, () => subject);
    await forgive(await readAttempt(subject));
    const { counters } = await readAttempt(subject);
    expect(counters.map(({ current }) => current?.failures)).toEqual([undefined, forgiven.name, forgiven.name]);
  });

  it('is another one in capitals no more than in IPv6 of the same network', async () => {
    await failedTimes(forgiven.pair, () => ({ name, address: '2001:db8:0:1::1' }));
    expect(await waitOf({ name: name.toUpperCase(), address: '2001:db8:0:1:ffff::2' })).toBe(1);
    expect(await waitOf({ name, address: '2001:db8:0:2::1' })).toBe(0);
  });

  it('starts anew after two hours', async () => {
    const subject = { name, address: newAddress() };
    await failedTimes(forgiven.pair + 6, () => subject);
    expect(await waitOf(subject)).toBe(60);
    later(windowMs);
    await failed(subject);
    expect(await waitOf(subject)).toBe(60);
    later(2 * windowMs);
    await failed(subject);
    expect(await waitOf(subject)).toBe(0);
  });
});

describe('strangers', () => {
  it('who try a name from everywhere have each other wait, but not who has signed in before', async () => {
    const home = { name, address: newAddress() };
    await remember(await readAttempt(home));
    await failedTimes(forgiven.name + 2, () => ({ name, address: newAddress() }));
    expect(await waitOf({ name, address: newAddress() })).toBe(4);
    expect(await waitOf(home)).toBe(0);
    await failedTimes(forgiven.pair, () => home);
    expect(await waitOf(home)).toBe(1);
  });

  it('who try many names from one address have each other wait, but not who has signed in before', async () => {
    const address = newAddress();
    await remember(await readAttempt({ name, address }));
    await Promise.all(
      Array.from({ length: forgiven.address }, (_, n) => failed({ name: `${name}-${n}`, address }, [])),
    );
    expect(await waitOf({ name: `${name}-new`, address })).toBe(1);
    expect(await waitOf({ name, address })).toBe(0);
  });

  it('with an account of the same name in another studio are not taken for its owner', async () => {
    const address = newAddress();
    await remember(await readAttempt({ name, studio: 'theirs', address }));
    expect(await readAttempt({ name, studio: 'theirs', address })).toMatchObject({ knownUntil: expect.any(Number) });
    expect(await readAttempt({ name, studio: account.studio, address })).toMatchObject({ knownUntil: 0 });
    expect(await readAttempt({ name, address })).toMatchObject({ knownUntil: 0 });
  });

  it('cannot stand in the way of whoever is signed in', async () => {
    const address = newAddress();
    await failedTimes(forgiven.address, () => ({ name: account.userId, address }));
    const own = () => readAttempt(ownSubject(account, address), ['pair']);
    await admit(await own(), [account], actor);
    for (let n = 0; n < forgiven.pair; n++) await fail(await own(), [account], actor);
    await expect(own().then((attempt) => admit(attempt, [account], actor))).rejects.toMatchObject({
      code: 'RATE_LIMITED',
    });
  });
});

describe('who has signed in before', () => {
  it('is known for thirty days, each sign-in anew, and is written down once a day', async () => {
    const subject = { name, address: newAddress() };
    const day = 24 * 3600 * 1000;
    const isKnown = async () => (await readAttempt(subject)).knownUntil > 0;
    await remember(await readAttempt(subject));
    const first = await readAttempt(subject);
    later(day / 2);
    await remember(first);
    expect((await readAttempt(subject)).knownUntil).toBe(first.knownUntil);
    later(29 * day);
    expect(await isKnown()).toBe(true);
    await remember(await readAttempt(subject));
    later(30 * day - 2_000);
    expect(await isKnown()).toBe(true);
    later(2_000);
    expect(await isKnown()).toBe(false);
  });
});

describe('what is kept', () => {
  it('tells neither names nor addresses, and does not stay', async () => {
    const subject = { name: `${name}@example.test`, address: newAddress() };
    await failed(subject);
    await remember(await readAttempt(subject));
    const items = (await table.all()).filter(({ pk }) => String(pk).startsWith('THROTTLE#'));
    expect(items.length).toBeGreaterThanOrEqual(4);
    for (const item of items) {
      expect(JSON.stringify(item)).not.toContain(name);
      expect(JSON.stringify(item)).not.toContain(subject.address);
      expect(item.expiresAtEpoch).toBeGreaterThan(Date.now() / 1000);
    }
  });

  it('is one event a minute for an account and address, of failures and of tries that came too soon', async () => {
    const told = async () => {
      const { pk } = keys.securityEvent(account.studio, account.userId, '');
      return (await table.all()).filter((item) => item.pk === pk && item.kind === 'audit').map(({ type }) => type);
    };
    const subject = { name, address: newAddress() };
    await failedTimes(forgiven.pair + 1, () => subject);
    await waitOf(subject);
    await waitOf(subject);
    expect((await told()).sort()).toEqual(['security.signInFailed', 'security.signInThrottled']);
    later(60_000);
    await failed(subject);
    await failed({ name, address: newAddress() });
    expect(await told()).toHaveLength(4);
  });
});

it('without the store nobody gets to try', async () => {
  vi.spyOn(dynamo(), 'send').mockRejectedValue(Object.assign(new Error('away'), { name: 'TimeoutError' }) as never);
  await expect(readAttempt({ name, address: newAddress() })).rejects.toThrow('away');
});
