import { createHmac, createPublicKey, sign } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { signAccessToken, TokenRefused, verifyAccessToken } from '../../../shared/platform/jwt.ts';
import { claims, encoded, makeSigner } from '../../support/tokens.ts';

const issuer = 'https://api.montu.test';
const signer = makeSigner();
const stranger = makeSigner();
const { kid } = signer.publicKey;

const asked: unknown[] = [];
const findKey = async (id: string) => {
  asked.push(id);
  return id === kid ? signer.publicKey : undefined;
};
const verify = (token: string) => verifyAccessToken(token, { issuer, findKey });
const ours = () => signAccessToken(claims, { signer, issuer, lifeSeconds: 3_600 });

/** A token signed with our own key, with whatever header and payload. */
async function signed(header: object, payload: object = {}, by = signer) {
  const now = Math.floor(Date.now() / 1000);
  const times = { iat: now, nbf: now, exp: now + 3_600 };
  const body = { iss: issuer, aud: 'montu-api', jti: 'jwt_1', ...times, ...claims, ...payload };
  const text = `${encoded({ alg: 'RS256', typ: 'at+jwt', kid, ...header })}.${encoded(body)}`;
  return `${text}.${(await by.sign(text)).toString('base64url')}`;
}

async function outcome(token: string): Promise<'accepted' | 'expired' | 'refused'> {
  try {
    await verify(token);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw error;
    return error.expired ? 'expired' : 'refused';
  }
}

beforeEach(() => {
  asked.length = 0;
});

describe('a token of ours', () => {
  it('is accepted, and says who and through which session', async () => {
    expect(await verify(await ours())).toMatchObject({ ...claims, iss: issuer, aud: 'montu-api' });
    expect(await outcome(await signed({}))).toBe('accepted');
  });

  it('is an RS256 at+jwt with an id of its own', async () => {
    const [one, other] = [await ours(), await ours()];
    const header = JSON.parse(Buffer.from(one.split('.')[0] ?? '', 'base64url').toString());
    expect(header).toEqual({ alg: 'RS256', typ: 'at+jwt', kid });
    expect(one).not.toBe(other);
  });
});

describe('forged tokens are not accepted:', () => {
  it.each(['none', 'None', 'NONE', 'nOnE', ''])('alg %j without a signature', async (alg) => {
    const [, payload] = (await ours()).split('.');
    for (const signature of ['', 'AAAA']) {
      expect(await outcome(`${encoded({ alg, typ: 'at+jwt', kid })}.${payload}.${signature}`)).toBe('refused');
    }
  });

  it.each(['HS256', 'HS384', 'HS512'])('%s with the public key as its secret', async (alg) => {
    const [, payload] = (await ours()).split('.');
    const text = `${encoded({ alg, typ: 'at+jwt', kid })}.${payload}`;
    const publicKey = createPublicKey(signer.privateKey);
    const pem = publicKey.export({ type: 'spki', format: 'pem' });
    const der = publicKey.export({ type: 'spki', format: 'der' });
    for (const secret of [pem, der, signer.publicKey.n, JSON.stringify(signer.publicKey)]) {
      const mac = createHmac(alg.replace('HS', 'sha'), secret).update(text).digest('base64url');
      expect(await outcome(`${text}.${mac}`)).toBe('refused');
    }
  });

  it.each(['RS384', 'RS512', 'PS256', 'ES256', 'EdDSA', 'rs256'])('%s', async (alg) => {
    expect(await outcome(await signed({ alg }))).toBe('refused');
  });

  it('PS256 that is really signed so', async () => {
    const [, payload] = (await ours()).split('.');
    const text = `${encoded({ alg: 'PS256', typ: 'at+jwt', kid })}.${payload}`;
    const key = { key: signer.privateKey, padding: 6, saltLength: 32 };
    expect(await outcome(`${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`)).toBe('refused');
  });

  it.each([
    ['none', undefined],
    ['an unknown one', 'another'],
    ['the empty one', ''],
    ['one that climbs', '../../../../dev/null'],
    ['one that is a query', "x' UNION SELECT"],
    ['a number', 7],
    ['a list', [kid]],
    ['an object', { kid }],
    ['a name that every object has', '__proto__'],
  ])('kid: %s', async (_, id) => {
    expect(await outcome(await signed({ kid: id }))).toBe('refused');
  });

  it.each([
    ['jwk', stranger.publicKey],
    ['jwk', signer.publicKey],
    ['jku', 'https://evil.test/jwks.json'],
    ['x5u', 'https://evil.test/cert.pem'],
    ['x5c', ['MIIB']],
    ['x5t', 'abc'],
    ['x5t#S256', 'abc'],
  ])('a key of its own in %s', async (name, value) => {
    expect(await outcome(await signed({ [name]: value }))).toBe('refused');
    expect(await outcome(await signed({ [name]: value }, {}, stranger))).toBe('refused');
  });

  it.each([
    ['crit that nobody knows', { crit: ['exp'], exp: 1 }],
    ['an empty crit', { crit: [] }],
    ['crit b64, for an unencoded payload', { crit: ['b64'], b64: false }],
    ['typ JWT', { typ: 'JWT' }],
    ['typ of a refresh token', { typ: 'rt+jwt' }],
    ['no typ', { typ: undefined }],
  ])('%s', async (_, header) => {
    expect(await outcome(await signed(header))).toBe('refused');
  });

  it.each([
    ['another audience', { aud: 'other-api' }],
    ['no audience', { aud: undefined }],
    ['another issuer', { iss: 'https://evil.test' }],
    ['our issuer with a slash', { iss: `${issuer}/` }],
    ['no issuer', { iss: undefined }],
    ['no end', { exp: undefined }],
    ['an end that is no number', { exp: '9999999999' }],
    ['no session', { sid: undefined }],
    ['no subject', { sub: undefined }],
    ['no studio', { studio: undefined }],
  ])('%s', async (_, payload) => {
    expect(await outcome(await signed({}, payload))).toBe('refused');
  });

  it('signatures of another token, another key, cut, or none', async () => {
    const [header, payload, signature = ''] = (await ours()).split('.');
    const [, otherPayload, otherSignature] = (await signed({}, { sub: 'user_bob' })).split('.');
    const tokens = [
      `${header}.${payload}.${otherSignature}`,
      `${header}.${otherPayload}.${signature}`,
      await signed({}, {}, stranger),
      `${header}.${payload}.${signature.slice(0, -8)}`,
      `${header}.${payload}.`,
      `${header}.${payload}`,
    ];
    for (const token of tokens) expect(await outcome(token)).toBe('refused');
  });

  it.each(['', '.', '..', '...', 'a.b.c', 'Bearer', '\u0000.\u0000.\u0000', `${encoded('[]')}.${encoded('{}')}.x`])(
    '%j, which is none',
    async (token) => {
      expect(await outcome(token)).toBe('refused');
    },
  );

  it('any bit changed in its first two parts', async () => {
    const token = await ours();
    const end = token.lastIndexOf('.');
    for (let at = 0; at < end; at += 7) {
      const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
      expect(await outcome(changed)).toBe('refused');
    }
  });

  it('giant ones, without a look for their key', async () => {
    expect(await outcome(await signed({}, { filler: 'a'.repeat(5_000) }))).toBe('refused');
    expect(await outcome('a'.repeat(1_000_000))).toBe('refused');
    expect(asked).toEqual([]);
  });
});

describe('the clock', () => {
  const now = new Date('2025-08-29T10:00:00.000Z');
  const seconds = now.getTime() / 1000;
  beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now }));
  afterEach(() => vi.useRealTimers());

  it.each([
    [3_600, 'accepted'],
    [0, 'accepted'],
    [-59, 'accepted'],
    [-60, 'expired'],
    [-3_600, 'expired'],
  ])('an end %i s from now is %s', async (offset, result) => {
    expect(await outcome(await signed({}, { exp: seconds + offset }))).toBe(result);
  });

  it.each([
    [60, 'accepted'],
    [61, 'refused'],
    [3_600, 'refused'],
  ])('a beginning %i s from now is %s', async (offset, result) => {
    expect(await outcome(await signed({}, { nbf: seconds + offset }))).toBe(result);
  });

  it('does not make a forged token an expired one', async () => {
    expect(await outcome(await signed({}, { exp: seconds - 3_600 }, stranger))).toBe('refused');
    expect(await outcome(await signed({}, { exp: seconds - 3_600, aud: 'other' }))).toBe('refused');
  });

  it('ends our own tokens after their life and the skew', async () => {
    const token = await ours();
    vi.setSystemTime(now.getTime() + 3_659_000);
    expect(await outcome(token)).toBe('accepted');
    vi.setSystemTime(now.getTime() + 3_660_000);
    expect(await outcome(token)).toBe('expired');
  });
});

it('a key set that cannot be read is no fault of the token', async () => {
  const away = () => Promise.reject(new Error('the table is away'));
  await expect(verifyAccessToken(await ours(), { issuer, findKey: away })).rejects.toThrow('the table is away');
});
