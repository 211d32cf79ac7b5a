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
