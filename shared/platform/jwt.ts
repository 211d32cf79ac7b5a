import { errors, importJWK, jwtVerify } from 'jose';
import type { ClientType, StudioRole } from '../contract/permissions.ts';
import { newId } from './ids.ts';
import type { PublicKey, Signer } from './signer.ts';

/** Everything our tokens are for; RFC 9068 wants it said. */
const audience = 'montu-api';
export const clockSkewSeconds = 60;

/** What an access token says (RFC 9068): who, through which session, and as what. */
export interface AccessClaims {
  sub: string;
  studio: string;
  roles: StudioRole[];
  clientType: ClientType;
  sid: string;
}

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs an access token: RS256, `typ: at+jwt`. */
export async function signAccessToken(
  claims: AccessClaims,
  options: { signer: Signer; issuer: string; lifeSeconds: number },
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const header = { alg: 'RS256', typ: 'at+jwt', kid: options.signer.publicKey.kid };
  const times = { iat: now, nbf: now, exp: now + options.lifeSeconds };
  const payload = { iss: options.issuer, aud: audience, jti: newId('jwt'), ...times, ...claims };
  const text = `${base64url(header)}.${base64url(payload)}`;
  return `${text}.${(await options.signer.sign(text)).toString('base64url')}`;
}

/** A token that is not good: past its end, or never was. */
export class TokenRefused extends Error {
  readonly expired: boolean;

  constructor(expired: boolean, cause?: unknown) {
    super(expired ? 'The access token has expired' : 'The access token is not valid', { cause });
    this.name = 'TokenRefused';
    this.expired = expired;
  }
}

/** Headers that bring or name a key of their own have no place in our tokens (RFC 8725 §3.10). */
const foreignKeys = ['jwk', 'jku', 'x5u', 'x5c', 'x5t', 'x5t#S256'];
/** A token of ours is about 900 characters. */
const maxTokenLength = 4_096;

/**
 * The claims of an access token of ours.
 * @param findKey the public key with an id, if there is one
 * @throws TokenRefused
 */
export async function verifyAccessToken(
  token: string,
  options: { issuer: string; findKey: (kid: string) => Promise<PublicKey | undefined> },
): Promise<AccessClaims> {
  if (token.length > maxTokenLength) throw new TokenRefused(false);
  try {
    const { payload } = await jwtVerify(
      token,
      async (header) => {
        const key = header.kid === undefined ? undefined : await options.findKey(header.kid);
        if (!key || foreignKeys.some((name) => name in header)) throw new TokenRefused(false);
        return importJWK({ ...key }, 'RS256');
      },
      {
        algorithms: ['RS256'],
        typ: 'at+jwt',
        issuer: options.issuer,
        audience,
        clockTolerance: clockSkewSeconds,
        requiredClaims: ['exp', 'iat', 'sub', 'sid', 'studio', 'clientType'],
      },
    );
    return payload as unknown as AccessClaims;
  } catch (error) {
    if (error instanceof errors.JOSEError) throw new TokenRefused(error instanceof errors.JWTExpired, error);
    throw error;
  }
}
