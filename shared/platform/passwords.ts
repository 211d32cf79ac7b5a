import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** OWASP's parameters for scrypt; kept beside each hash so that they can grow. */
const current = { N: 2 ** 17, r: 8, p: 1 };

/** What is stored of a password: parameters, salt and hash, the last two in base64. */
export interface PasswordHash {
  N: number;
  r: number;
  p: number;
  salt: string;
  hash: string;
}

function derive(password: string, salt: Buffer, { N, r, p }: typeof current): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // scrypt needs 128 * N * r bytes; Node refuses more than maxmem
    const maxmem = 128 * N * r + 1024 * 1024;
    scrypt(password.normalize('NFKC'), salt, 32, { N, r, p, maxmem }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

export async function hashPassword(password: string): Promise<PasswordHash> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, current);
  return { ...current, salt: salt.toString('base64'), hash: hash.toString('base64') };
}

/** Whether a hash costs an attacker less than one of today would. */
export function isWeak({ N, r, p }: PasswordHash): boolean {
  return N * r * p < current.N * current.r * current.p;
}

/** Compared against when there is no such user, so that the answer takes as long. */
const nobody: PasswordHash = {
  ...current,
  salt: 'bm9ib2R5LW5vYm9keS0hIQ==',
  hash: Buffer.alloc(32).toString('base64'),
};

/** Whether the password belongs to the hash; without a hash, false after the same work. */
export async function passwordMatches(password: string, stored: PasswordHash | undefined): Promise<boolean> {
  const { salt, hash, ...parameters } = stored ?? nobody;
  const derived = await derive(password, Buffer.from(salt, 'base64'), parameters);
  return timingSafeEqual(derived, Buffer.from(hash, 'base64')) && stored !== undefined;
}
