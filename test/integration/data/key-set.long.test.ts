import { createPublicKey } from 'node:crypto';
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keys } from '../../../shared/data/keys.ts';
import { statesOf, withoutKey, withSuccessor } from '../../../shared/domain/signing-keys.ts';
import { makeKeyFile, type PublicKey } from '../../../shared/platform/signer.ts';
import { startFakeAws } from '../../support/fake-aws.ts';
import { type TestTable, useTable } from '../../support/table.ts';
import { claims } from '../../support/tokens.ts';

let table: TestTable;
let folder: string;
let time: number;
beforeEach(async () => {
  table = await useTable();
  folder = await mkdtemp(join(tmpdir(), 'montu-keys-'));
  process.env.MONTU_SIGNER = `file:${folder}`;
  vi.useFakeTimers({ toFake: ['performance', 'Date'] });
  time = Date.now();
});
afterEach(async () => {
  vi.useRealTimers();
  delete process.env.MONTU_SIGNER;
  await rm(folder, { recursive: true, force: true });
});

const seconds = (count: number) => {
  vi.advanceTimersByTime(count * 1_000);
  time += count * 1_000;
  vi.setSystemTime(time);
};

const issuer = 'https://api.montu.test';

/** A container that starts now, and how far its clock is off. */
async function startContainer(skewSeconds = 0) {
  vi.resetModules();
  const keySet = await import('../../../shared/data/key-set.ts');
  const { signer } = await import('../../../shared/data/signing.ts');
  const { signAccessToken, verifyAccessToken } = await import('../../../shared/platform/jwt.ts');
  const { dynamo } = await import('../../../shared/data/client.ts');
  const own = <T>(work: () => Promise<T>): Promise<T> => {
    vi.setSystemTime(time + skewSeconds * 1_000);
    return work().finally(() => vi.setSystemTime(time));
  };
  return {
    ...keySet,
    signer,
    calls: vi.spyOn(dynamo(), 'send'),
    sign: (lifeSeconds: number) =>
      own(async () => signAccessToken(claims, { signer: await signer(), issuer, lifeSeconds })),
    accepts: (token: string) =>
      own(() => verifyAccessToken(token, { issuer, findKey: keySet.publicKey })).then(
        () => true,
        () => false,
      ),
  };
}
type Container = Awaited<ReturnType<typeof startContainer>>;

/** One after the other, so that each has modules of its own. */
async function startContainers(...skews: number[]): Promise<[Container, ...Container[]]> {
  const containers: Container[] = [];
  for (const skew of skews) containers.push(await startContainer(skew));
  return containers as [Container, ...Container[]];
}

const life = 3_600;
const schedule = { publishSeconds: 600, outliveSeconds: life + 60 + 300 };

/** What `npm run keys -- rotate` does to the set. */
async function rotate({ changeKeys }: Container) {
  const { discard: _, ...successor } = await makeKeyFile(folder);
  await changeKeys((all) => withSuccessor(all, successor, { now: new Date(), ...schedule }));
  return successor.publicKey.kid;
}

const kidOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid;

describe('the first key', () => {
  it('is made when somebody signs in, published before it signs, and is in one file for its owner alone', async () => {
    const { signer, keySet, cursorKey } = await startContainer();
    await expect(cursorKey()).rejects.toThrow('no cursor key');
    expect(await keySet()).toEqual([]);
    const { publicKey } = await signer();
    expect(await keySet()).toEqual([publicKey]);
    expect(await cursorKey()).toHaveLength(32);
    expect(await readdir(folder)).toEqual([`${publicKey.kid}.pem`]);
    const at = new Date().toISOString();
    expect((await table.get(keys.keySet))?.signingKeys).toEqual([
      { publicKey, reference: `file:${publicKey.kid}.pem`, publishedAt: at, signsFrom: at, acceptedUntil: null },
    ]);
  });

  it('is one, whoever signs in at the same moment', async () => {
    const containers = await startContainers(0, 0, 0, 0);
    const tokens = await Promise.all(containers.flatMap(({ sign }) => [sign(life), sign(life)]));
    expect(new Set(tokens.map(kidOf)).size).toBe(1);
    expect(await readdir(folder)).toHaveLength(1);
    for (const { accepts, cursorKey } of containers) {
      expect(await Promise.all(tokens.map(accepts))).not.toContain(false);
      expect(await cursorKey()).toEqual(await containers[0].cursorKey());
    }
  });

  it('is accepted at once where the set was empty a moment ago', async () => {
    const [one, other] = [await startContainer(), await startContainer()];
    expect(await other.accepts('e30.e30.e30')).toBe(false);
    expect(await other.keySet()).toEqual([]);
    expect(await other.accepts(await one.sign(life))).toBe(true);
  });

  it('signs also where the clock is behind that of who made it', async () => {
    const [one, late] = [await startContainer(), await startContainer(-30)];
    const token = await one.sign(life);
    expect(kidOf(await late.sign(life))).toBe(kidOf(token));
  });

  it('of another folder cannot sign here: there is one more, and both are accepted', async () => {
    const one = await startContainer();
    const token = await one.sign(life);
    process.env.MONTU_SIGNER = `file:${join(folder, 'other')}`;
    const other = await startContainer();
    const own = await other.sign(life);
    expect(kidOf(own)).not.toBe(kidOf(token));
    expect(await other.accepts(token)).toBe(true);
    seconds(10);
    expect(await one.accepts(own)).toBe(true);
    expect(kidOf(await one.sign(life))).toBe(kidOf(token));
  });

  it('of an older data folder goes on', async () => {
    const { publicKey } = await makeKeyFile(folder);
    await rename(join(folder, `${publicKey.kid}.pem`), join(folder, 'signing-key.pem'));
    await table.put({ ...keys.keySet, publicKeys: { [publicKey.kid]: publicKey } });
    expect((await (await startContainer()).signer()).publicKey).toEqual(publicKey);
    expect(await readdir(folder)).toEqual(['signing-key.pem']);
  });

  it('that could not be published is made again', async () => {
    const { sign, calls, accepts } = await startContainer();
    calls.mockRejectedValueOnce(new Error('away'));
    await expect(sign(life)).rejects.toThrow('away');
    expect(await accepts(await sign(life))).toBe(true);
  });
});

describe('the key set of a container', () => {
  it('is read once in five minutes, however much is signed and verified', async () => {
    await (await startContainer()).signer();
    const { sign, accepts, calls } = await startContainer();
    for (let n = 0; n < 20; n++) expect(await accepts(await sign(life))).toBe(true);
    expect(calls).toHaveBeenCalledTimes(1);
    seconds(300);
    await sign(life);
    expect(calls).toHaveBeenCalledTimes(2);
  });

  it('is kept for as long as the setting says', async () => {
    await (await startContainer()).signer();
    vi.stubEnv('MONTU_KEY_SET_SECONDS', '5');
    const { signer, calls } = await startContainer();
    await signer();
    seconds(5);
    await signer();
    vi.unstubAllEnvs();
    expect(calls).toHaveBeenCalledTimes(2);
  });

  it('is read again for an unknown id, but forged ids cost nothing', async () => {
    const elsewhere = await startContainer();
    await elsewhere.signer();
    const { publicKey, keySet, calls } = await startContainer();
    await keySet();
    const kid = await rotate(elsewhere);
    expect(await publicKey(kid)).toBeUndefined();
    seconds(10);
    expect(await publicKey(kid)).toMatchObject({ kid });
    expect(calls).toHaveBeenCalledTimes(2);

    for (let n = 0; n < 50; n++) expect(await publicKey(`forged-${n}`)).toBeUndefined();
    expect(calls).toHaveBeenCalledTimes(2);
    seconds(10);
    await Promise.all(Array.from({ length: 50 }, (_, n) => publicKey(`forged-${n}`)));
    expect(calls).toHaveBeenCalledTimes(3);
  });
});

describe('a rotation', () => {
  it('refuses no honest token at any moment, whatever the clocks say, and the old key in the end', async () => {
    const containers = await startContainers(0, 30, -30);
    const operator = await startContainer();
    const some = () => containers[Math.floor(Math.random() * containers.length)] as Container;
    const live: { token: string; until: number }[] = [];
    const signed = new Map<string, { first: number; last: number }>();
    const from = time;

    async function live30Seconds() {
      seconds(20 + Math.random() * 20);
      const token = await some().sign(life);
      live.push({ token, until: time + (life - 60) * 1_000 });
      const at = (time - from) / 1_000;
      signed.set(kidOf(token), { first: at, ...signed.get(kidOf(token)), last: at });
      for (const { token: other } of live.filter(({ until }) => until > time)) {
        const accepted = await some().accepts(other);
        expect(accepted, `${kidOf(other)} after ${at} s`).toBe(true);
      }
    }

    for (let n = 0; n < 15; n++) await live30Seconds();
    const [old = ''] = signed.keys();
    const forever = await some().sign(30 * 24 * 3_600);
    const rotatedAt = (time - from) / 1_000;
    const successor = await rotate(operator);
    expect((await operator.keySet()).map(({ kid }) => kid)).toEqual([old, successor]);
    const end = time + (schedule.publishSeconds + schedule.outliveSeconds) * 1_000;
    while (time < end - 90_000) {
      await live30Seconds();
      expect(await some().accepts(forever)).toBe(true);
    }
    while (time < end + 300_000) await live30Seconds();
    for (const container of containers) expect(await container.accepts(forever)).toBe(false);
    for (const container of containers) {
      expect((await container.keySet()).map(({ kid }) => kid)).toEqual([successor]);
    }

    expect([...signed.keys()]).toEqual([old, successor]);
    // 30 s are a clock's, 40 the longest step
    expect(signed.get(old)?.last).toBeLessThan(rotatedAt + schedule.publishSeconds + 30);
    expect(signed.get(successor)?.first).toBeGreaterThan(rotatedAt + schedule.publishSeconds - 30);
    expect(signed.get(successor)?.first).toBeLessThan(rotatedAt + schedule.publishSeconds + 30 + 3 * 40);
  }, 60_000);

  it('and a sign-in or another rotation at the same moment lose nothing', async () => {
    const containers = await startContainers(0, 0, 0);
    await containers[0].signer();
    const kids = await Promise.all(containers.map(rotate));
    const all = await containers[0].signingKeys();
    expect(all).toHaveLength(4);
    expect(all.map(({ publicKey }) => publicKey.kid)).toEqual(expect.arrayContaining(kids));
    expect(all.filter(({ acceptedUntil }) => acceptedUntil === null)).toHaveLength(1);
  });
});

describe('revoking', () => {
  async function revoke({ changeKeys }: Container, kid: string) {
    return changeKeys((all) => {
      const unwanted = all.find(({ publicKey }) => publicKey.kid === kid);
      return unwanted && withoutKey(all, unwanted, new Date());
    });
  }

  it('the key that signs: its tokens are refused within the age of caches, and the waiting key signs', async () => {
    const [operator, container] = [await startContainer(), await startContainer()];
    const stolen = await container.sign(life);
    const successor = await rotate(operator);
    seconds(1);
    await revoke(operator, kidOf(stolen));
    expect(await operator.accepts(stolen)).toBe(false);
    expect((await operator.keySet()).map(({ kid }) => kid)).toEqual([successor]);
    seconds(299);
    expect(await container.accepts(stolen)).toBe(false);
    const token = await container.sign(life);
    expect(kidOf(token)).toBe(successor);
    expect(await operator.accepts(token)).toBe(true);
  });

  it('the key that waits: the one that signs stays for good', async () => {
    const operator = await startContainer();
    const token = await operator.sign(life);
    const successor = await rotate(operator);
    const all = await revoke(operator, successor);
    expect(statesOf(all, new Date())).toEqual(['signing', 'ended']);
    seconds(24 * 3_600);
    expect(kidOf(await operator.sign(life))).toBe(kidOf(token));
  });

  it('a key that retires brings the one before it back only where there is no other', async () => {
    const operator = await startContainer();
    const old = kidOf(await operator.sign(life));
    const successor = await rotate(operator);
    seconds(schedule.publishSeconds);
    expect(statesOf(await operator.signingKeys(), new Date())).toEqual(['retiring', 'signing']);
    expect(statesOf(await revoke(operator, successor), new Date())).toEqual(['signing', 'ended']);
    expect(kidOf(await operator.sign(life))).toBe(old);
  });

  it('the only key is not done', async () => {
    const operator = await startContainer();
    const token = await operator.sign(life);
    await revoke(operator, kidOf(token));
    expect(await operator.accepts(token)).toBe(true);
  });
});

describe('where no key of the set may sign any more', () => {
  let publicKey: PublicKey;
  beforeEach(async () => {
    const operator = await startContainer();
    ({ publicKey } = await operator.signer());
    await operator.changeKeys((all) => all.map((key) => ({ ...key, acceptedUntil: key.publishedAt })));
  });

  it('a machine makes another one', async () => {
    const { sign, accepts, keySet } = await startContainer();
    expect(await accepts(await sign(life))).toBe(true);
    expect(await keySet()).not.toContainEqual(publicKey);
  });

  it('AWS signs nothing: an ended key is not taken back, and the error says where to read on', async () => {
    const der = createPublicKey({ key: { ...publicKey }, format: 'jwk' }).export({ type: 'spki', format: 'der' });
    const kms = await startFakeAws(() => ({ body: { PublicKey: der.toString('base64') } }));
    process.env.AWS_ENDPOINT_URL_KMS = kms.endpoint;
    process.env.MONTU_SIGNER = 'kms:key-1';
    const { signer, keySet } = await startContainer();
    await expect(signer()).rejects.toThrow('docs/runbooks/keys.md');
    expect(await keySet()).toEqual([]);
    await kms.stop();
    delete process.env.AWS_ENDPOINT_URL_KMS;
  });
});
