import { createPublicKey, verify } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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

describe('a signer with a key file', () => {
  it('makes the key at first use, for its owner alone', async () => {
    const keys = join(folder, 'keys');
    await (await startContainer(`file:${keys}`)).signer();
    const [file = ''] = await readdir(keys);
    expect((await stat(join(keys, file))).mode & 0o777).toBe(0o600);
    expect((await stat(keys)).mode & 0o777).toBe(0o700);
  });

  it('has the same key again after a start', async () => {
    const first = await (await startContainer(`file:${folder}`)).signer();
    const second = await (await startContainer(`file:${folder}`)).signer();
    expect(second.publicKey).toEqual(first.publicKey);
    expect(await second.sign('text')).toEqual(await first.sign('text'));
  });

  it('signs what its public key verifies, and tells nothing of the private one', async () => {
    const { publicKey, sign } = await (await startContainer(`file:${folder}`)).signer();
    expect(Object.keys(publicKey).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    const key = createPublicKey({ key: { ...publicKey }, format: 'jwk' });
    expect(verify('sha256', Buffer.from('text'), key, await sign('text'))).toBe(true);
    expect(verify('sha256', Buffer.from('other'), key, await sign('text'))).toBe(false);
  });

  it('is one a container', async () => {
    const { signer } = await startContainer(`file:${folder}`);
    const [one, other] = await Promise.all([signer(), signer()]);
    expect(one).toBe(other);
  });

  it('says so when its file is no key, and tries again', async () => {
    await writeFile(join(folder, 'signing-key.pem'), 'not a key');
    const { signer } = await startContainer(`file:${folder}`);
    await expect(signer()).rejects.toThrow();
    await rm(join(folder, 'signing-key.pem'));
    await expect(signer()).resolves.toHaveProperty('publicKey');
  });
});

it('a function that may not sign has no signer', async () => {
  const { signer } = await startContainer(undefined);
  await expect(signer()).rejects.toThrow('MONTU_SIGNER is not set');
});
