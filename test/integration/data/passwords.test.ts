import { type ScryptOptions, scrypt } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/auth/login.ts';
import { dynamo } from '../../../shared/data/client.ts';
import { keys } from '../../../shared/data/keys.ts';
import { getPassword, passwordsOf, setPassword, strengthen } from '../../../shared/data/passwords.ts';
import { sessionsOf } from '../../../shared/data/sessions.ts';
import { changeUser } from '../../../shared/data/users.ts';
import { system } from '../../../shared/domain/events.ts';
import { deactivated } from '../../../shared/domain/users.ts';
import { hashPassword, type PasswordHash } from '../../../shared/platform/passwords.ts';
import { captureLogs } from '../../support/logs.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { send } from '../../support/requests.ts';
import { type TestTable, useTable } from '../../support/table.ts';

vi.mock('node:crypto', async (original) => {
  const real = await original<typeof import('node:crypto')>();
  // hashing is slow on purpose: what is asked of it counts here, and what comes of it in the tests of the platform
  const cheap = (
    text: string,
    salt: Buffer,
    length: number,
    options: ScryptOptions,
    done: (error: Error | null, key: Buffer) => void,
  ) => real.scrypt(text, salt, length, { ...options, N: 2 }, done);
  return { ...real, scrypt: vi.fn(cheap) };
});

/** A hash of no password. */
const hashOf = (text: string): PasswordHash => ({
  ...{ N: 2 ** 17, r: 8, p: 1, salt: 'c2FsdA==' },
  hash: Buffer.from(text.padEnd(32)).toString('base64'),
});
let table: TestTable;
let studio: TestStudio;
let ann: { studio: string; userId: string };

beforeAll(async () => {
  table = await useTable();
});
beforeEach(async () => {
  studio = await newStudio();
  ann = { studio: studio.id, userId: (await studio.addUser('ann')).id };
});

const eventsOfAnn = async () => {
  const { pk } = keys.securityEvent(ann.studio, ann.userId, '');
  return (await table.all()).filter((item) => item.pk === pk && item.kind === 'audit');
};

describe('a password', () => {
  it('is set together with the event that tells so, and not what it is', async () => {
    await setPassword(ann, hashOf('new'), { actor: { userId: 'user_sue', requestId: 'req_1', ip: '192.0.2.7' } });
    expect(await getPassword(ann.studio, ann.userId)).toMatchObject({
      ...hashOf('new'),
      changedAt: expect.any(String),
    });
    const events = await eventsOfAnn();
    expect(events).toEqual([
      expect.objectContaining({ type: 'user.passwordChanged', entityId: ann.userId, actorId: 'user_sue', changes: {} }),
    ]);
    expect(JSON.stringify(events)).not.toContain(hashOf('new').hash);
  });

  it('is not given to who has none: nobody, or somebody who was erased', async () => {
    const nobody = { studio: studio.id, userId: 'user_nobody' };
    await expect(setPassword(nobody, hashOf('new'), { actor: system })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await getPassword(nobody.studio, nobody.userId)).toBeUndefined();
  });

  it('is hashed anew only while the weak hash is there, and stays as old as it was', async () => {
    const weak = { ...hashOf('old'), N: 1024 };
    await setPassword(ann, weak, { actor: system });
    const before = await getPassword(ann.studio, ann.userId);
    await strengthen(ann, weak, hashOf('strong'));
    expect(await getPassword(ann.studio, ann.userId)).toEqual({ ...before, ...hashOf('strong') });
    // a sign-in that began before
    await strengthen(ann, weak, hashOf('late'));
    expect(await getPassword(ann.studio, ann.userId)).toMatchObject(hashOf('strong'));
  });

  it('of somebody who was deactivated lets nobody in', async () => {
    const bob = { studio: studio.id, userId: (await studio.addUser('bob')).id };
    const change = studio.changeBy('user_sue');
    const options = { type: 'user.deactivated', expected: undefined, decide: deactivated } as const;
    await changeUser(bob.userId, options, change);
    const [annsOwn, bobsOwn] = await passwordsOf([ann, bob]);
    expect(annsOwn).toMatchObject({ salt: '' });
    expect(bobsOwn).toBeUndefined();
  });
});

describe('a sign-in that fails', () => {
  const work = vi.mocked(scrypt);

  /** What a try did: each call of DynamoDB, and the work of each hash. */
  async function costOf(username: string, inStudio?: string) {
    const sent = vi.spyOn(dynamo(), 'send');
    const logs = captureLogs();
    work.mockClear();
    const body = { username, password: 'not the password', ...(inStudio && { studio: inStudio }) };
    const { status } = await send(handler, { method: 'POST', body });
    logs.restore();
    const calls = sent.mock.calls.map(([command]) => (command as object).constructor.name);
    sent.mockRestore();
    return { status, calls, hashes: work.mock.calls.map(([, , length, options]) => ({ length, ...options })) };
  }

  it('costs the same, whether there is such a name or not', async () => {
    const username = `ann-${studio.id}`;
    const { id } = await studio.addUser(username);
    await setPassword({ studio: studio.id, userId: id }, hashOf('new'), { actor: system });
    const known = await costOf(username);
    expect(known.status).toBe(401);
    expect(known.hashes).toEqual([expect.objectContaining({ length: 32, N: 2 ** 17, r: 8, p: 1 })]);
    expect(known.calls.length).toBeGreaterThan(5);
    expect(await costOf(`nobody-${studio.id}`)).toEqual(known);
    expect(await costOf(`${username}-too`, studio.id)).toEqual(known);
    expect(await costOf(username, 'nowhere')).toEqual(known);
  });

  it('costs no hash while it has to wait, and the same again', async () => {
    const username = `bob-${studio.id}`;
    const { id } = await studio.addUser(username);
    await setPassword({ studio: studio.id, userId: id }, { ...hashOf('new'), N: 2 }, { actor: system });
    const throttled = async (name: string) => {
      for (let n = 0; n < 7; n++) {
        const cost = await costOf(name);
        if (cost.status === 429) return cost;
      }
      throw new Error('It was never told to wait');
    };
    const known = await throttled(username);
    expect(known.hashes).toEqual([]);
    expect(await throttled(`nobody-else-${studio.id}`)).toEqual(known);
  });
});

describe('a sign-in with the right password', () => {
  /** Does something at the moment when a sign-in, having checked the password, starts its session. */
  function meanwhile(act: () => Promise<unknown>): void {
    const client = dynamo();
    const send = client.send.bind(client) as (command: unknown) => Promise<unknown>;
    const spy = vi.spyOn(client, 'send').mockImplementation((async (command: unknown) => {
      if (JSON.stringify((command as { input: unknown }).input).includes('session.started')) {
        spy.mockRestore();
        await act();
      }
      return send(command);
    }) as never);
  }

  it.each<[string, (account: typeof ann) => Promise<unknown>]>([
    ['the password is changed', (account) => setPassword(account, hashOf('new'), { actor: system })],
    [
      'they are deactivated',
      ({ userId }) =>
        changeUser(
          userId,
          { type: 'user.deactivated', expected: undefined, decide: deactivated },
          studio.changeBy('user_sue'),
        ),
    ],
  ])('leaves no session where meanwhile %s', async (_, act) => {
    const username = `cid-${studio.id}`;
    const cid = { studio: studio.id, userId: (await studio.addUser(username)).id };
    await setPassword(cid, await hashPassword('the right password'), { actor: system });
    meanwhile(() => act(cid));
    const body = { username, password: 'the right password' };
    expect((await send(handler, { method: 'POST', body })).status).toBe(401);
    expect(await sessionsOf(cid.studio, cid.userId)).toEqual([]);
  });
});
