import { scrypt } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { hashPassword, isWeak, passwordMatches } from '../../../shared/platform/passwords.ts';

vi.mock('node:crypto', async (original) => {
  const real = await original<typeof import('node:crypto')>();
  return { ...real, scrypt: vi.fn(real.scrypt) };
});

const work = vi.mocked(scrypt);
/** What each call of scrypt had to do. */
const effort = () => work.mock.calls.map(([, , length, options]) => ({ length, ...(options as object) }));

beforeEach(() => {
  work.mockClear();
});

// each takes 128 MB and a third of a second, or more on a busy machine
vi.setConfig({ testTimeout: 30_000 });

describe('a password', () => {
  it('matches its own hash, however it is composed, and no other', async () => {
    const stored = await hashPassword('Cafe\u0301 at noon');
    expect(await passwordMatches('Caf\u00e9 at noon', stored)).toBe(true);
    expect(await passwordMatches('cafe\u0301 at noon', stored)).toBe(false);
    expect(await passwordMatches('', stored)).toBe(false);
  });

  it('has a salt of its own, and the parameters that OWASP asks for', async () => {
    const [one, other] = await Promise.all([hashPassword('the same one'), hashPassword('the same one')]);
    expect(one).toMatchObject({ N: 2 ** 17, r: 8, p: 1 });
    expect(one.salt).not.toBe(other.salt);
    expect(one.hash).not.toBe(other.hash);
    expect(JSON.stringify(one)).not.toContain('same');
  });

  it('is checked with the parameters of its hash, when those have changed since', async () => {
    const { scryptSync } = await vi.importActual<typeof import('node:crypto')>('node:crypto');
    const salt = Buffer.from('an older salt');
    const hash = scryptSync('old password', salt, 32, { N: 1024, r: 8, p: 1 }).toString('base64');
    const stored = { N: 1024, r: 8, p: 1, salt: salt.toString('base64'), hash };
    expect(await passwordMatches('old password', stored)).toBe(true);
    expect(await passwordMatches('new password', stored)).toBe(false);
  });

  it('is weak once an attacker pays less for it than for one of today', () => {
    const stored = { salt: '', hash: '' };
    expect(isWeak({ ...stored, N: 2 ** 17, r: 8, p: 1 })).toBe(false);
    expect(isWeak({ ...stored, N: 2 ** 18, r: 8, p: 1 })).toBe(false);
    expect(isWeak({ ...stored, N: 2 ** 16, r: 8, p: 1 })).toBe(true);
  });
});

it('an unknown user costs the same work as a wrong password', async () => {
  const stored = await hashPassword('a password');
  work.mockClear();
  expect(await passwordMatches('wrong', stored)).toBe(false);
  const known = effort();
  work.mockClear();
  expect(await passwordMatches('wrong', undefined)).toBe(false);
  expect(effort()).toEqual(known);
  expect(known).toEqual([expect.objectContaining({ length: 32, N: 2 ** 17, r: 8, p: 1 })]);
});
