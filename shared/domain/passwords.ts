import { invalidField } from '../contract/errors.ts';

/** Whose password it is to be, and the field that it came in. */
export interface PasswordOwner {
  field: string;
  username: string;
  displayName: string;
  email: string | null;
  studio: string;
}

/** As it is compared: without case, and without what people put between words. */
const plain = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s._-]+/g, '');

/**
 * Refuses a new password that is easily guessed. How long it is, the contract says; what characters it is made of is
 * nobody's business (OWASP ASVS 5, 6.2).
 * @throws VALIDATION_ERROR
 */
export async function checkNewPassword(password: string, owner: PasswordOwner): Promise<void> {
  const problem = await problemOf(plain(password), owner);
  if (!problem) return;
  throw invalidField(
    owner.field,
    'INVALID_VALUE',
    `This password ${problem}`,
    'Take several words that have nothing to do with each other, or let a password manager choose',
  );
}

async function problemOf(password: string, owner: PasswordOwner): Promise<string | undefined> {
  if (namesOf(owner).some((name) => password.includes(name))) {
    return 'contains your name, your e-mail address or the name of the studio';
  }
  if (isRepeated(password) || isRun(password)) return 'is a simple pattern';
  return (await isCommon(password)) ? 'is one of the most common ones, or nearly so' : undefined;
}

/** Shorter names are found in any text. */
const shortestName = 3;
const shortestPart = 4;

function namesOf({ username, displayName, email, studio }: PasswordOwner): string[] {
  const whole = [username, displayName, email?.split('@')[0] ?? '', studio].map(plain);
  const parts = displayName.split(/[^\p{L}]+/u).map(plain);
  return [
    ...whole.filter(({ length }) => length >= shortestName),
    ...parts.filter(({ length }) => length >= shortestPart),
  ];
}

/** One block of up to six characters again and again, whose last may be cut: `abcabcabcabc`, `111111111111`. */
function isRepeated(password: string): boolean {
  const longest = Math.min(6, password.length / 2);
  for (let block = 1; block <= longest; block++) {
    if (password === password.slice(0, block).repeat(password.length).slice(0, password.length)) return true;
  }
  return false;
}

/** Each character follows the one before it, upwards or downwards: `abcdefghijkl`, `098765432109`. */
function isRun(password: string): boolean {
  const follow = (from: string, to: string) =>
    to.charCodeAt(0) - from.charCodeAt(0) === 1 || (from === '9' && to === '0');
  const characters = Array.from(password);
  const pairs = characters.slice(1).map((to, index) => [characters[index] as string, to] as const);
  return pairs.every(([from, to]) => follow(from, to)) || pairs.every(([from, to]) => follow(to, from));
}

let common: Promise<ReadonlySet<string>> | undefined;

/** The list is read only where a password is set. */
async function commonPasswords(): Promise<ReadonlySet<string>> {
  const { list } = await import('./common-passwords.ts');
  return new Set(list.trim().split(/\s+/));
}

/** A common password, also with digits and signs before or after it, as in `Password2026!`. */
async function isCommon(password: string): Promise<boolean> {
  common ??= commonPasswords();
  const known = await common;
  const stem = password.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return known.has(password) || known.has(stem);
}
