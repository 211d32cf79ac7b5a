import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keys } from '../../../shared/data/keys.ts';
import { type TestTable, useTable } from '../../support/table.ts';
import { makeSigner } from '../../support/tokens.ts';

let table: TestTable;
beforeEach(async () => {
  table = await useTable();
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => vi.useRealTimers());

/** The key set as a container that starts now has it, with the number of calls it has made. */
async function startContainer() {
  vi.resetModules();
  const keySet = await import('../../../shared/data/key-set.ts');
  const { dynamo } = await import('../../../shared/data/client.ts');
  return { ...keySet, calls: vi.spyOn(dynamo(), 'send') };
}

const [one, other] = [makeSigner().publicKey, makeSigner().publicKey];
const storedKeys = async () => Object.keys(((await table.get(keys.keySet))?.publicKeys ?? {}) as object);

describe('publishing a key', () => {
  it('puts it into the set once a container, and makes the cursor key', async () => {
    const { publishKey, keySet, publicKey, calls } = await startContainer();
    expect(await keySet()).toEqual([]);
    await publishKey(one);
    expect(await keySet()).toEqual([one]);
    expect(await publicKey(one.kid)).toEqual(one);
    calls.mockClear();
    await publishKey(one);
    expect(calls).not.toHaveBeenCalled();
  });

  it('by several containers at once leaves every key, and one cursor key for all', async () => {
    const containers = [await startContainer(), await startContainer(), await startContainer()];
    await Promise.all(containers.map(({ publishKey }, index) => publishKey(index === 0 ? other : one)));
    expect((await storedKeys()).toSorted()).toEqual([one.kid, other.kid].toSorted());
    const secrets = await Promise.all(containers.map(({ cursorKey }) => cursorKey()));
    expect(new Set(secrets.map((secret) => secret.toString('hex'))).size).toBe(1);
    expect(secrets[0]).toHaveLength(32);
  });

  it('takes nothing back that is there', async () => {
    await (await startContainer()).publishKey(one);
    const secret = await table.get(keys.cursorKey);
    await (await startContainer()).publishKey({ ...one, n: 'forged' });
    expect(await table.get(keys.cursorKey)).toEqual(secret);
    expect(await (await startContainer()).keySet()).toEqual([one]);
  });

  it('tells of a failure, and can be done again', async () => {
    const { publishKey, keySet, calls } = await startContainer();
    calls.mockRejectedValueOnce(new Error('away'));
    await expect(publishKey(one)).rejects.toThrow('away');
    await publishKey(one);
    expect(await keySet()).toEqual([one]);
  });
});

describe('the key set of a container', () => {
  it('is read once in five minutes', async () => {
    await (await startContainer()).publishKey(one);
    const { publicKey, calls } = await startContainer();
    for (let n = 0; n < 20; n++) expect(await publicKey(one.kid)).toEqual(one);
    expect(calls).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(5 * 60_000);
    await publicKey(one.kid);
    expect(calls).toHaveBeenCalledTimes(2);
  });

  it('finds a key that was published after it was read, but forged ids cost nothing', async () => {
    const elsewhere = await startContainer();
    await elsewhere.publishKey(one);
    const { publicKey, calls } = await startContainer();
    await publicKey(one.kid);
    await elsewhere.publishKey(other);
    expect(await publicKey(other.kid)).toBeUndefined();
    vi.advanceTimersByTime(10_000);
    expect(await publicKey(other.kid)).toEqual(other);
    expect(calls).toHaveBeenCalledTimes(2);

    for (let n = 0; n < 50; n++) expect(await publicKey(`forged-${n}`)).toBeUndefined();
    expect(calls).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(10_000);
    await Promise.all(Array.from({ length: 50 }, (_, n) => publicKey(`forged-${n}`)));
    expect(calls).toHaveBeenCalledTimes(3);
  });
});

it('without a cursor key there is nothing to seal with, until somebody signs in', async () => {
  const { cursorKey, publishKey } = await startContainer();
  await expect(cursorKey()).rejects.toThrow('no cursor key');
  await publishKey(one);
  expect(await cursorKey()).toHaveLength(32);
});
