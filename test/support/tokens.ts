import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { AccessClaims } from '../../shared/platform/jwt.ts';
import type { PublicKey, Signer } from '../../shared/platform/signer.ts';

/** A signer with a key of its own, which tests may misuse. */
export function makeSigner(): Signer & { privateKey: KeyObject } {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(n).digest('base64url');
  return {
    privateKey,
    publicKey: { kty: 'RSA', use: 'sig', alg: 'RS256', kid, n, e } satisfies PublicKey,
    sign: async (text) => sign('sha256', Buffer.from(text), privateKey),
  };
}

export const claims: AccessClaims = {
  ...{ sub: 'user_ann', studio: 'demo', roles: ['artist'], clientType: 'web', sid: 'sess_1' },
};

export const encoded = (part: object | string) =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
