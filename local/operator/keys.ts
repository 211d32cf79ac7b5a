import { changeKeys, type SigningKey, signingKeys } from '../../shared/data/key-set.ts';
import { isAccepted, type KeyState, statesOf, withoutKey, withSuccessor } from '../../shared/domain/signing-keys.ts';
import { config, requireSetting } from '../../shared/platform/config.ts';
import { clockSkewSeconds } from '../../shared/platform/jwt.ts';
import { makeKeyFile } from '../../shared/platform/signer.ts';
import { columns } from './columns.ts';
import { main, readArguments, say, suggestion } from './command.ts';
import { makeKmsKey } from './kms-key.ts';
import { OperatorProblem } from './problem.ts';
import { type Target, turnTo } from './target.ts';
import { waitUntil } from './wait.ts';

const usage = `The keys that access tokens are signed with (docs/runbooks/keys.md).

  npm run keys -- list                 what there is, and which may be deleted
  npm run keys -- rotate               a new key: published now, signing in 10 minutes; the old one retires
  npm run keys -- revoke <key id>      in an emergency: its tokens are refused within 5 minutes

  --stage <name>         dev, staging or prod, with the AWS credentials of the environment;
                         without it, the stack that runs on this machine (MONTU_DATA_DIR)
  --publish-for <time>   rotate, on this machine only: how long before it signs, as in 30s or 10m
  --no-wait              rotate: returns at once; the key signs at its time all the same
  --help                 shows this

Exit code 1 when it could not be done.`;

const stage = { stage: { type: 'string' } } as const;
/** The age of caches, the skew of clocks, and four minutes to think again. */
const publishSeconds = 600;

const whereKeysLie = () => requireSetting('MONTU_SIGNER').replace(/^file:/, '');

/** How the private part of a key is deleted, if that is wanted. */
function howToDelete({ reference }: SigningKey, target: Target): string {
  const place = reference.replace(/^\w+:/, '');
  return target.isLocal
    ? `rm ${whereKeysLie()}/${place}`
    : `aws kms schedule-key-deletion --key-id ${place} --pending-window-in-days 30`;
}

async function list(args: string[]): Promise<void> {
  const { values } = readArguments(args, stage, []);
  const target = turnTo(values.stage);
  const keys = await signingKeys();
  if (keys.length === 0) throw new OperatorProblem('There is no key yet: the first sign-in makes it.');
  const states = statesOf(keys, new Date());
  const rows = keys.map(({ publicKey, publishedAt, signsFrom, acceptedUntil, reference }, index) => {
    const state = states[index] as KeyState;
    return [publicKey.kid, state, publishedAt, signsFrom, acceptedUntil ?? 'its rotation', reference];
  });
  say(columns(['key id', 'state', 'published', 'signs from', 'accepted until', 'private key'], rows));
  const ended = keys.filter((_, index) => states[index] === 'ended');
  if (ended.length > 0) say('\nEnded keys are not needed any more. What may be deleted, with what:');
  for (const key of ended) say(`  ${howToDelete(key, target)}`);
}

function secondsOf(text: string): number {
  const [, count, unit] = /^(\d{1,4})(s|m)$/.exec(text) ?? [];
  if (count === undefined) throw new OperatorProblem(`--publish-for ${text} is not a time such as 30s or 10m.`);
  return Number(count) * (unit === 'm' ? 60 : 1);
}

/** How long a new key is published before it signs. In AWS nothing is gained by less than what is safe. */
function publishTime(wished: string | undefined, target: Target): number {
  if (wished === undefined) return publishSeconds;
  if (!target.isLocal)
    throw new OperatorProblem('--publish-for is for this machine only: a stage takes 10 minutes, always.');
  const seconds = secondsOf(wished);
  const { MONTU_KEY_SET_SECONDS: least } = config();
  if (seconds >= least) return seconds;
  throw new OperatorProblem(
    `--publish-for ${wished} is too short: the key set is kept for ${least}s before it is read again.`,
  );
}

/** @throws OperatorProblem where there is nothing to rotate, or a rotation is under way */
function checkRotation(keys: readonly SigningKey[]): void {
  if (keys.length === 0) throw new OperatorProblem('There is no key to rotate yet: the first sign-in makes it.');
  const waiting = keys[statesOf(keys, new Date()).indexOf('waiting')];
  if (waiting)
    throw new OperatorProblem(
      `A rotation is under way: key ${waiting.publicKey.kid} signs from ${waiting.signsFrom}. Until then there is nothing to do.`,
    );
}

async function publishSuccessor(target: Target, seconds: number): Promise<SigningKey> {
  checkRotation(await signingKeys());
  const { discard, ...successor } = await (target.isLocal ? makeKeyFile(whereKeysLie()) : makeKmsKey(target.name));
  const { MONTU_ACCESS_TOKEN_SECONDS: life, MONTU_KEY_SET_SECONDS: cached } = config();
  try {
    const keys = await changeKeys((current) => {
      checkRotation(current);
      const options = { publishSeconds: seconds, outliveSeconds: life + clockSkewSeconds + cached };
      return withSuccessor(current, successor, { now: new Date(), ...options });
    });
    return keys.at(-1) as SigningKey;
  } catch (error) {
    await discard();
    throw error;
  }
}

async function rotate(args: string[]): Promise<void> {
  const flags = { ...stage, 'publish-for': { type: 'string' }, 'no-wait': { type: 'boolean' } } as const;
  const { values } = readArguments(args, flags, []);
  const target = turnTo(values.stage);
  const { publicKey, reference, signsFrom } = await publishSuccessor(
    target,
    publishTime(values['publish-for'], target),
  );
  say(`Key ${publicKey.kid} (${reference}) is published at ${target.name}, and signs from ${signsFrom}.`);
  for (const key of await signingKeys())
    if (key.publicKey.kid !== publicKey.kid && key.acceptedUntil !== null && key.acceptedUntil > signsFrom)
      say(`Key ${key.publicKey.kid} is accepted until ${key.acceptedUntil}.`);
  if (values['no-wait']) return;
  say('Ctrl-C is harmless: all of that happens by itself, at those times.');
  await waitUntil(new Date(signsFrom));
  say(`Key ${publicKey.kid} signs now.`);
}

/** A key id may begin with a hyphen, and is no option all the same. */
const noOption = (text: string) => text.replace(/^(?=[\w-]{43}$)/, '=');

async function revoke(args: string[]): Promise<void> {
  const { values, positionals } = readArguments(args.map(noOption), stage, ['key']);
  const kid = (positionals[0] as string).replace('=', '');
  const target = turnTo(values.stage);
  const keys = await changeKeys((current) => {
    const now = new Date();
    const unwanted = current.find(({ publicKey }) => publicKey.kid === kid);
    if (!unwanted) {
      const known = current.map(({ publicKey }) => publicKey.kid);
      throw new OperatorProblem(`There is no key ${kid} at ${target.name}. ${suggestion(kid, known)}(keys -- list)`);
    }
    if (!isAccepted(unwanted, now))
      throw new OperatorProblem(`Key ${kid} has not been accepted since ${unwanted.acceptedUntil}.`);
    const left = withoutKey(current, unwanted, now);
    if (left) return left;
    throw new OperatorProblem(
      'This is the only key: rotate first (--no-wait), then revoke it, and the new one signs at once.',
    );
  });
  const { publicKey } = keys[statesOf(keys, new Date()).indexOf('signing')] as SigningKey;
  const seconds = config().MONTU_KEY_SET_SECONDS;
  say(`Key ${kid} is revoked: within ${seconds} s its tokens are refused everywhere, and clients refresh theirs.`);
  say(`Key ${publicKey.kid} signs.`);
}

await main(usage, { list, rotate, revoke });
