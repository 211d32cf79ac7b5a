import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { authorityOf } from '../../../shared/data/authority.ts';
import { authenticate } from '../../../shared/http/authenticate.ts';
import { signAccessToken } from '../../../shared/platform/jwt.ts';
import { setEnvironment } from '../../support/environment.ts';
import { claims, makeSigner } from '../../support/tokens.ts';

setEnvironment();

const { signer } = vi.hoisted(() => ({ signer: {} as ReturnType<typeof makeSigner> }));
Object.assign(signer, makeSigner());
vi.mock('../../../shared/data/key-set.ts', () => ({
  publicKey: async (kid: string) => (kid === signer.publicKey.kid ? signer.publicKey : undefined),
}));
vi.mock('../../../shared/data/authority.ts', () => ({ authorityOf: vi.fn() }));

const issuer = 'https://api.montu.test';
const token = (options = {}) => signAccessToken(claims, { signer, issuer, lifeSeconds: 3_600, ...options });

beforeEach(() => {
  vi.mocked(authorityOf).mockResolvedValue({
    ...{ userId: 'user_ann', username: 'ann', role: 'supervisor', projects: { SWA: 'artist' }, active: true },
  });
});

describe('a bearer token', () => {
  it('says who asks, with the roles of now and not those of the token', async () => {
    for (const scheme of ['Bearer ', 'bearer ', 'BEARER  ']) {
      expect(await authenticate(`${scheme}${await token()}`)).toEqual({
        ...{ studio: 'demo', userId: 'user_ann', username: 'ann', role: 'supervisor', projects: { SWA: 'artist' } },
        ...{ sessionId: 'sess_1', clientType: 'web' },
      });
    }
    expect(authorityOf).toHaveBeenLastCalledWith('demo', 'user_ann', 'sess_1');
  });

  it.each([undefined, '', 'Bearer', 'Bearer ', 'Basic YW5uOnB3', 'Token abc', 'Bearer a b', 'abc'])(
    'is asked for when there is %j',
    async (authorization) => {
      await expect(authenticate(authorization)).rejects.toMatchObject({
        ...{ code: 'UNAUTHENTICATED', headers: { 'www-authenticate': 'Bearer' } },
      });
    },
  );

  it.each([
    ['garbage', async () => 'garbage'],
    ['of another issuer', () => token({ issuer: 'https://evil.test' })],
    ['of another signer', () => token({ signer: makeSigner() })],
  ])('that is %s is not valid', async (_, forged) => {
    await expect(authenticate(`Bearer ${await forged()}`)).rejects.toMatchObject({
      ...{ code: 'UNAUTHENTICATED', message: 'This access token is not valid.' },
      headers: { 'www-authenticate': expect.stringContaining('error="invalid_token"') },
    });
  });

  it('that has expired is told apart', async () => {
    await expect(authenticate(`Bearer ${await token({ lifeSeconds: -61 })}`)).rejects.toMatchObject({
      ...{ code: 'TOKEN_EXPIRED', headers: { 'www-authenticate': expect.stringContaining('expired') } },
    });
  });

  it('of a session that has ended is good no more', async () => {
    vi.mocked(authorityOf).mockResolvedValue(undefined);
    await expect(authenticate(`Bearer ${await token()}`)).rejects.toMatchObject({
      ...{ code: 'UNAUTHENTICATED', message: 'This session has ended; sign in again.' },
    });
  });

  it('is not blamed when the table is away', async () => {
    vi.mocked(authorityOf).mockRejectedValue(new Error('away'));
    await expect(authenticate(`Bearer ${await token()}`)).rejects.toThrow('away');
  });
});

describe('an API key', () => {
  const id = 'key_0123456789abcdef01234567';
  const secret = 'aB3-_'.padEnd(43, 'x');
  const keyOf = (place: string, words = secret) => `montu_${Buffer.from(place).toString('base64url')}_${words}`;
  const scopes = ['task.read' as const];

  beforeEach(() => {
    vi.mocked(authorityOf)
      .mockReset()
      .mockResolvedValue({
        ...{ userId: id, username: 'farm', role: 'artist', projects: { SWA: 'artist' }, active: true, scopes },
        ...{ secretHash: createHash('sha256').update(secret).digest('base64url'), expiresAt: null },
      });
  });

  it('is a caller by itself, within its scopes', async () => {
    expect(await authenticate(`Bearer ${keyOf(`demo/${id}`)}`)).toEqual({
      ...{ studio: 'demo', userId: id, username: 'farm', role: 'artist', projects: { SWA: 'artist' }, scopes },
      ...{ sessionId: id, clientType: 'service' },
    });
    expect(authorityOf).toHaveBeenLastCalledWith('demo', id, id);
  });

  it.each([
    ['with another secret', keyOf(`demo/${id}`, secret.replace('a', 'b'))],
    ['with a longer secret', `${keyOf(`demo/${id}`)}x`],
    ['with a shorter secret', keyOf(`demo/${id}`).slice(0, -1)],
    ['without a secret', keyOf(`demo/${id}`, '')],
    ['of nothing', 'montu_'],
  ])('%s is not valid', async (_, key) => {
    await expect(authenticate(`Bearer ${key}`)).rejects.toMatchObject({
      ...{ code: 'UNAUTHENTICATED', message: 'This API key is not valid, or no longer.' },
      headers: { 'www-authenticate': expect.stringContaining('error="invalid_token"') },
    });
  });

  it.each(['demo', id, `/${id}`, 'demo/user_0123456789abcdef01234567', `demo/${id}/x`, `demo#U#x/${id}`, 'demo/key_'])(
    'that names %j is asked nobody about',
    async (place) => {
      await expect(authenticate(`Bearer ${keyOf(place)}`)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
      expect(authorityOf).not.toHaveBeenCalled();
    },
  );

  it('that is no longer good, or has no hash any more, is refused in the same words', async () => {
    const revoked = {
      userId: id,
      username: 'farm',
      role: 'artist',
      projects: {},
      active: true,
      expiresAt: null,
    } as const;
    for (const authority of [undefined, revoked, { ...revoked, secretHash: '' }]) {
      vi.mocked(authorityOf).mockResolvedValue(authority);
      await expect(authenticate(`Bearer ${keyOf(`demo/${id}`)}`)).rejects.toMatchObject({
        ...{ code: 'UNAUTHENTICATED', message: 'This API key is not valid, or no longer.' },
      });
    }
  });
});
