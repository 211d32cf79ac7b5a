import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startDatabase } from '../../../local/engine/database.ts';
import { announce } from '../../../local/operator/running.ts';
import { type Stack, startStack } from '../../../local/stack.ts';
import { keys } from '../../../shared/data/keys.ts';
import { type AwsRequest, type FakeAws, startFakeAws } from '../../support/fake-aws.ts';
import { endScripts, runScript } from './run-script.ts';

const engine = inject('engine');
const tableName = `operator-${process.pid}`;
const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint: engine }));

let dataDir: string;
let stack: Stack;
let retract: () => void;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'operator-'));
  stack = await startStack({ dataDir, engine: { endpoint: engine, tableName }, keySetSeconds: 1 });
  const AWS_REGION = 'eu-central-1';
  const environment = { ...stack.environment, AWS_ENDPOINT_URL_DYNAMODB: engine, AWS_REGION };
  retract = await announce(dataDir, { pid: process.pid, url: stack.url, environment });
});
afterAll(async () => {
  endScripts();
  retract();
  await stack.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** A command as somebody else's shell gives it: it knows the data folder, and nothing of the stack. */
function start(command: 'keys' | 'studio', args: string[], env: NodeJS.ProcessEnv = {}) {
  const own = Object.entries(process.env).filter(([name]) => !/^(MONTU|AWS)_/.test(name));
  const script = new URL(`../../../local/operator/${command}.ts`, import.meta.url);
  return runScript(script, args, { ...Object.fromEntries(own), MONTU_DATA_DIR: dataDir, ...env });
}

async function run(command: 'keys' | 'studio', args: string, env: NodeJS.ProcessEnv = {}) {
  const { code, lines } = await start(command, args.split(' ').filter(Boolean), env).ended;
  return { code, text: lines.join('\n') };
}

async function refused(command: 'keys' | 'studio', args: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { code, text } = await run(command, args, env);
  expect(code, text).toBe(1);
  expect(text).not.toMatch(/\n\s+at /);
  return text;
}

async function done(command: 'keys' | 'studio', args: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { code, text } = await run(command, args, env);
  expect(code, text).toBe(0);
  return text;
}

async function signIn(username: string, password: string): Promise<{ token: string; kid: string }> {
  const answer = await fetch(`${stack.url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  expect(answer.status).toBe(200);
  const { accessToken: token } = (await answer.json()) as { accessToken: string };
  return { token, kid: JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid };
}

async function me(token: string) {
  const answer = await fetch(`${stack.url}/api/v1/auth/me`, { headers: { authorization: `Bearer ${token}` } });
  return { status: answer.status, data: ((await answer.json()) as { data?: unknown }).data };
}

const published = async () => {
  const answer = await fetch(`${stack.url}/.well-known/jwks.json`);
  return ((await answer.json()) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
};

describe('where a command works', () => {
  it('is a stack that runs', async () => {
    expect(await refused('keys', 'list', { MONTU_DATA_DIR: tmpdir() })).toBe(
      `Nothing runs on the data folder ${tmpdir()}: start it with \`npm start\`, set MONTU_DATA_DIR to its folder, or name a stage with --stage.`,
    );
    expect(await refused('keys', 'list', { MONTU_DATA_DIR: ':memory:' })).toContain('takes no commands');
  });

  it('is not one that has ended without saying so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ended-'));
    const ended = start('keys', ['--help']);
    await ended.ended;
    const file = join(folder, 'running.json');
    await writeFile(file, JSON.stringify({ pid: ended.child.pid, url: '', environment: {} }));
    const text = await refused('studio', 'list', { MONTU_DATA_DIR: folder });
    expect(text).toContain(`any more (process ${ended.child.pid} has ended)`);
    const environment = { ...stack.environment, AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9' };
    await writeFile(file, JSON.stringify({ pid: process.pid, url: '', environment }));
    expect(await refused('studio', 'list', { MONTU_DATA_DIR: folder })).toContain('http://127.0.0.1:9 does not answer');
    // the one that the shell names comes first
    await done('studio', 'list', { MONTU_DATA_DIR: folder, AWS_ENDPOINT_URL_DYNAMODB: engine });
    await rm(folder, { recursive: true });
  });

  it('is told by a file that nobody else can read', async () => {
    expect((await stat(join(dataDir, 'running.json'))).mode & 0o777).toBe(0o600);
  });

  it('may be a stage, which must be there', async () => {
    expect(await refused('keys', 'list --stage prdo')).toBe(
      'There is no stage "prdo". Did you mean "prod"? Choose one of dev, staging, prod.',
    );
    const aws = { AWS_ENDPOINT_URL_DYNAMODB: engine, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'a' };
    expect(await refused('studio', 'list --stage prod', aws)).toContain('There is no table montu-prod-table');
    const nobody = { AWS_EC2_METADATA_DISABLED: 'true', HOME: dataDir };
    expect(await refused('studio', 'list --stage prod', nobody)).toContain('no AWS credentials');
  });
});

describe.each([
  ['keys', ['list', 'rotate', 'revoke', '--publish-for', '--no-wait']],
  ['studio', ['create', 'list', '--admin', '--display-name', '--email', '--password']],
] as const)('npm run %s', (command, words) => {
  it('explains itself, also when asked for nothing', async () => {
    for (const args of ['', 'list --help']) {
      const text = await done(command, args);
      for (const word of [...words, '--stage', '--help']) expect(text).toContain(word);
    }
  });

  it('refuses what it does not know, and says what may be meant', async () => {
    expect(await refused(command, 'lst')).toContain('There is no command lst. Did you mean "list"? ');
    expect(await refused(command, 'list --stge dev')).toBe(
      'There is no option --stge. Did you mean "--stage"? (--help shows them)',
    );
    expect(await refused(command, 'list all')).toContain('more than can be understood: all');
  });
});

describe('npm run studio', () => {
  it('creates a studio whose admin can sign in, with a password that is shown once', async () => {
    const text = await done('studio', 'create aurora --admin hana.kim --email hana@aurora.example --title Aurora');
    const [, password = ''] = /^Password, shown this once: (.+)$/m.exec(text) ?? [];
    expect(password).toMatch(/^(?:[a-z2-9]{6}-){3}[a-z2-9]{6}$/);
    for (const name of ['hana.kim', 'hana@aurora.example']) {
      const { token } = await signIn(name, password);
      expect((await me(token)).data).toMatchObject({ username: 'hana.kim', studio: 'aurora', role: 'admin' });
    }
    expect(await done('studio', 'list')).toMatch(/^aurora +Aurora +1 +20.+Z$/m);
  });

  it('takes a password, of the environment too, and does not repeat it', async () => {
    for (const [name, args, env] of [
      ['boreal', '--password glacier-lantern-57', {}],
      ['cirrus', '', { MONTU_PASSWORD: 'glacier-lantern-57' }],
    ] as const) {
      const text = await done('studio', `create ${name} --admin ${name}-admin --display-name Ann ${args}`, env);
      expect(text).not.toContain('glacier');
      expect((await me((await signIn(`${name}-admin`, 'glacier-lantern-57')).token)).status).toBe(200);
    }
  });

  it.each(['Aurora', 'a-', '-a', 'a'.repeat(61)])('takes no studio %s', async (name) => {
    const { code, lines } = await start('studio', ['create', '--admin', 'ann', '--', name]).ended;
    expect(lines.join()).toContain(`"${name}" cannot be a studio's name`);
    expect(code).toBe(1);
  });

  it.each([
    ['dune', '--admin <username>'],
    ['dune --admin ann!', '--admin: Must be letters'],
    ['dune --admin=', '--admin <username>'],
    ['dune --admin ann --title=', '--title: Must not be empty.'],
    ['dune --admin ann --email ann', '--email: '],
    ['dune --admin ann --password the-dune-is-high', 'This password contains'],
    ['aurora --admin ben', 'There is a studio "aurora" at the stack at http'],
  ])('takes no create %s', async (args, why) => {
    expect(await refused('studio', `create ${args}`)).toContain(why);
  });

  it('completes a studio whose creation was interrupted', async () => {
    const studio = { studio: 'fjord', name: 'fjord', createdAt: new Date().toISOString(), admins: 0 };
    await client.send(new PutCommand({ TableName: tableName, Item: { ...keys.studio('fjord'), ...studio } }));
    await client.send(new PutCommand({ TableName: tableName, Item: { ...keys.studioEntry('fjord'), ...studio } }));
    expect(await done('studio', 'list')).toMatch(/^fjord +fjord +0 /m);
    await done('studio', 'create fjord --admin finn --password glacier-lantern-57');
    expect((await me((await signIn('finn', 'glacier-lantern-57')).token)).status).toBe(200);
    const list = await done('studio', 'list');
    expect(list).toMatch(/^fjord +fjord +1 /m);
    expect(list).not.toContain('dune');
  });
});

describe('npm run keys', () => {
  const password = 'glacier-lantern-57';

  it('rotates while everybody works, lists, and revokes', async () => {
    await done('studio', `create gobi --admin gwen --password ${password}`);
    const old = await signIn('gwen', password);
    expect(await done('keys', 'list')).toMatch(new RegExp(`^${old.kid} +signing .+ its rotation +file:`, 'm'));
    expect(await refused('keys', `revoke ${old.kid}`)).toContain('This is the only key');

    const rotation = start('keys', ['rotate', '--publish-for', '3s']);
    const line = await rotation.line('is published');
    const [, successor = ''] = /^Key (\S+) /.exec(line) ?? [];
    expect(await rotation.line('Ctrl-C')).toContain('harmless');
    expect(await refused('keys', 'rotate')).toContain(`A rotation is under way: key ${successor}`);
    const { code, lines } = await rotation.ended;
    expect(code).toBe(0);
    expect(lines.at(-1)).toBe(`Key ${successor} signs now.`);
    await sleep(1_100);
    expect(await published()).toEqual([old.kid, successor]);
    const now = await signIn('gwen', password);
    expect(now.kid).toBe(successor);
    for (const { token } of [old, now]) expect((await me(token)).status).toBe(200);
    const files = await readdir(join(dataDir, 'keys'));
    expect(files.toSorted()).toEqual([`${old.kid}.pem`, `${successor}.pem`].toSorted());
    const list = await done('keys', 'list');
    expect(list).toMatch(new RegExp(`^${old.kid} +retiring `, 'm'));
    expect(list).toMatch(new RegExp(`^${successor} +signing `, 'm'));
    expect(list).not.toContain('may be deleted');

    expect(await done('keys', `revoke ${old.kid}`)).toContain(`Key ${successor} signs.`);
    await sleep(1_100);
    expect((await me(old.token)).status).toBe(401);
    expect((await me(now.token)).status).toBe(200);
    expect(await published()).toEqual([successor]);
    expect(await done('keys', 'list')).toContain(`rm ${join(dataDir, 'keys', `${old.kid}.pem`)}`);
    expect(await refused('keys', `revoke ${old.kid}`)).toContain('has not been accepted since');
    expect(await refused('keys', `revoke ${successor}`)).toContain('This is the only key');
  }, 60_000);

  it('goes on by itself when the command is ended', async () => {
    const rotation = start('keys', ['rotate', '--publish-for', '2s']);
    const [, successor = ''] = /^Key (\S+) /.exec(await rotation.line('is published')) ?? [];
    await rotation.line('Ctrl-C');
    rotation.child.kill('SIGINT');
    expect((await rotation.ended).signal).toBe('SIGINT');
    await sleep(3_100);
    expect((await signIn('gwen', password)).kid).toBe(successor);
  });

  it('takes no time that is too short, or is none', async () => {
    expect(await refused('keys', 'rotate --publish-for 0s')).toContain('the key set is kept for 1s');
    expect(await refused('keys', 'rotate --publish-for soon')).toContain('is not a time such as 30s or 10m');
    const unknown = 'x'.repeat(43);
    expect(await refused('keys', `revoke ${unknown}`)).toContain(`There is no key ${unknown}`);
    expect(await refused('keys', `revoke -${unknown.slice(1)}`)).toContain(`There is no key -${unknown.slice(1)}`);
    expect(await refused('keys', 'revoke')).toContain('Say which key');
  });
});

describe('npm run keys -- --stage', () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const PublicKey = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  let kms: FakeAws;
  let env: NodeJS.ProcessEnv;
  let mayBeRead: boolean;
  beforeAll(async () => {
    kms = await startFakeAws(({ operation }: AwsRequest) => {
      if (operation === 'CreateKey') return { body: { KeyMetadata: { KeyId: 'key-2' } } };
      if (operation === 'GetPublicKey' && !mayBeRead) return { status: 400, body: { __type: 'AccessDeniedException' } };
      return { body: operation === 'GetPublicKey' ? { PublicKey } : {} };
    });
    env = {
      ...{ AWS_ENDPOINT_URL_DYNAMODB: engine, AWS_ENDPOINT_URL_KMS: kms.endpoint },
      ...{ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'a' },
    };
    await (await startDatabase({ endpoint: engine, tableName: 'montu-staging-table', log: () => {} })).stop();
  });
  afterAll(() => kms.stop());

  const stored = async () => {
    const { Item } = await client.send(new GetCommand({ TableName: 'montu-staging-table', Key: keys.keySet }));
    return Item?.signingKeys as { reference: string; signsFrom: string; acceptedUntil: string | null }[];
  };

  it('makes a key that the stage may sign with, and publishes it ten minutes before', async () => {
    mayBeRead = true;
    expect(await refused('keys', 'rotate --stage staging', env)).toContain('the first sign-in makes it');
    expect(kms.requests).toEqual([]);
    const signsFrom = '2020-01-01T00:00:00.000Z';
    const first = { publicKey: { kid: 'first' }, reference: 'kms:key-1', publishedAt: signsFrom, signsFrom };
    const Item = { ...keys.keySet, revision: 1, signingKeys: [{ ...first, acceptedUntil: null }] };
    await client.send(new PutCommand({ TableName: 'montu-staging-table', Item }));

    expect(await refused('keys', 'rotate --stage staging --publish-for 10s', env)).toContain('for this machine only');
    const from = Date.now();
    expect(await done('keys', 'rotate --stage staging --no-wait', env)).toContain('(kms:key-2)');
    expect(kms.requests.map(({ operation }) => operation)).toEqual(['CreateKey', 'GetPublicKey']);
    expect(JSON.parse(kms.requests[0]?.body ?? '')).toMatchObject({
      ...{ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' },
      Tags: expect.arrayContaining([{ TagKey: 'montu:signing', TagValue: 'staging' }]),
    });
    const [old, successor] = await stored();
    const seconds = (text = '') => (Date.parse(text) - from) / 1_000;
    expect(successor).toMatchObject({ reference: 'kms:key-2', acceptedUntil: null });
    expect(seconds(successor?.signsFrom)).toBeGreaterThan(600);
    expect(seconds(successor?.signsFrom)).toBeLessThan(630);
    expect(Date.parse(old?.acceptedUntil ?? '') - Date.parse(successor?.signsFrom ?? '')).toBe(
      (3_600 + 60 + 300) * 1_000,
    );
  });

  it('lists what of it may be deleted', async () => {
    await done('keys', 'revoke first --stage staging', env);
    expect(await done('keys', 'list --stage staging', env)).toContain('schedule-key-deletion --key-id key-1 ');
  });

  it('leaves no key behind that could not be published', async () => {
    mayBeRead = false;
    kms.requests.length = 0;
    expect(await refused('keys', 'rotate --stage staging --no-wait', env)).toContain('AWS does not allow this');
    expect(kms.requests.map(({ operation }) => operation)).toEqual([
      'CreateKey',
      'GetPublicKey',
      'ScheduleKeyDeletion',
    ]);
    expect(await stored()).toHaveLength(2);
  });
});

it('are scripts of the package', () => {
  const { scripts } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  expect(scripts).toMatchObject({ keys: 'node local/operator/keys.ts', studio: 'node local/operator/studio.ts' });
});
