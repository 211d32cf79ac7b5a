import { createPublicKey, verify } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Signer } from '../../../shared/platform/signer.ts';
import { setEnvironment } from '../../support/environment.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'montu-signer-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The signer of a container that starts now. */
async function startContainer(place: string | undefined) {
  delete process.env.MONTU_SIGNER;
  setEnvironment(place === undefined ? {} : { MONTU_SIGNER: place });
  vi.resetModules();
  return import('../../../shared/platform/signer.ts');
}

describe('a key file', () => {
  it('is named after its key, and for its owner alone', async () => {
    const keys = join(folder, 'keys');
    const { makeKeyFile } = await startContainer(`file:${keys}`);
    const { publicKey, reference } = await makeKeyFile(keys);
    expect(reference).toBe(`file:${publicKey.kid}.pem`);
    expect(await readdir(keys)).toEqual([`${publicKey.kid}.pem`]);
    expect((await stat(join(keys, `${publicKey.kid}.pem`))).mode & 0o777).toBe(0o600);
    expect((await stat(keys)).mode & 0o777).toBe(0o700);
  });

  it('is another one each time, and goes when it is not wanted', async () => {
    const { firstKey } = await startContainer(`file:${folder}`);
    const [one, other] = [await firstKey(), await firstKey()];
    expect(one.publicKey.kid).not.toBe(other.publicKey.kid);
    await one.discard();
    expect(await readdir(folder)).toEqual([`${other.publicKey.kid}.pem`]);
  });
});

describe('a signer with a key file', () => {
  it('signs what its public key verifies, and tells nothing of the private one', async () => {
    const { firstKey, openSigner } = await startContainer(`file:${folder}`);
    const { publicKey, sign } = (await openSigner(await firstKey())) as Signer;
    expect(Object.keys(publicKey).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    const key = createPublicKey({ key: { ...publicKey }, format: 'jwk' });
    expect(verify('sha256', Buffer.from('text'), key, await sign('text'))).toBe(true);
    expect(verify('sha256', Buffer.from('other'), key, await sign('text'))).toBe(false);
  });

  it('is one a container, and the same again after a start', async () => {
    const { firstKey, openSigner } = await startContainer(`file:${folder}`);
    const key = await firstKey();
    const [one, other] = await Promise.all([openSigner(key), openSigner(key)]);
    expect(one).toBe(other);
    const again = await (await startContainer(`file:${folder}`)).openSigner(key);
    expect(await again?.sign('text')).toEqual(await one?.sign('text'));
  });

  it('is none where the file is not, or is of another key', async () => {
    const { firstKey, openSigner } = await startContainer(`file:${folder}`);
    const [key, other] = [await firstKey(), await firstKey()];
    expect(await openSigner({ ...key, reference: 'file:gone.pem' })).toBeUndefined();
    expect(await openSigner({ ...key, reference: other.reference })).toBeUndefined();
    const kms = await startContainer('kms:key-1');
    expect(await kms.openSigner(key)).toBeUndefined();
  });

  it('never reads outside its folder', async () => {
    const { makeKeyFile, openSigner } = await startContainer(`file:${join(folder, 'keys')}`);
    const { publicKey } = await makeKeyFile(folder);
    expect(await openSigner({ publicKey, reference: `file:../${publicKey.kid}.pem` })).toBeUndefined();
  });

  it('says so when its file is no key, and tries again', async () => {
    const { firstKey, openSigner } = await startContainer(`file:${folder}`);
    const key = await firstKey();
    const file = join(folder, `${key.publicKey.kid}.pem`);
    const pem = await readFile(file);
    await writeFile(file, 'not a key');
    await expect(openSigner(key)).rejects.toThrow();
    await writeFile(file, pem);
    expect(await openSigner(key)).toHaveProperty('publicKey', key.publicKey);
  });
});

it('a function that may not sign has no key', async () => {
  const { firstKey } = await startContainer(undefined);
  await expect(firstKey()).rejects.toThrow('MONTU_SIGNER is not set');
});
