import { join } from 'node:path';
import { consumers } from '../shared/manifest/consumers.ts';
import type { Environment } from '../shared/manifest/environment.ts';
import { buildBoard } from './board/build.ts';
import type { DemoAccount } from './demo/index.ts';
import { demoStudios, exampleUsers } from './demo/shows.ts';
import { buildDocs } from './docs/build.ts';
import { type DataFolder, takeDataFolder } from './engine/data-folder.ts';
import { type Database, startDatabase } from './engine/database.ts';
import { applyEnvironment, sdkVariables } from './engine/environment.ts';
import { requirePort } from './engine/ports.ts';
import type { BoardOptions } from './gateway/board.ts';
import { type Gateway, startGateway } from './gateway/index.ts';
import type { DeadLetter as UnsentMessage } from './gateway/queue.ts';
import { createInvoke } from './invoke.ts';
import { startSchedules } from './schedules.ts';
import type { DeadLetter as UndeliveredChange } from './streams/dead-letters.ts';
import { startPump } from './streams/pump.ts';
import type { UnkindProfile } from './unkind/profile.ts';
import { startUnkind } from './unkind/unkind.ts';

export interface StackOptions {
  /** Keeps data and keys between starts; `:memory:`, the default, keeps nothing. */
  dataDir?: string;
  /** 0, the default, takes a free one. */
  port?: number;
  /** Makes the demo studios, whose people have this password; the board tells it to everybody if it is no secret. */
  demo?: { password: string; isSecret?: boolean };
  /** Puts back the unkindnesses of DynamoDB. */
  unkind?: boolean | Partial<UnkindProfile>;
  /** A DynamoDB that runs already and the table to use in it; AWS_ENDPOINT_URL_DYNAMODB also names one. */
  engine?: { endpoint: string; tableName: string };
  /** Seconds that functions keep the set of signing keys; as in AWS, unless given. */
  keySetSeconds?: number;
  /** How long access tokens live: an hour, unless given. */
  accessTokenSeconds?: number;
  /** False: nobody has any, as measurements want it. */
  rateLimits?: boolean;
  /** Of pages that may call; all, unless given. */
  origins?: readonly string[];
  /** Told of each step, and of what goes wrong later. */
  log?: (line: string) => void;
}

export interface Stack {
  /** As in `http://localhost:8080`. */
  url: string;
  /** As in `ws://localhost:8080/ws`. */
  webSocketUrl: string;
  /** What is set for the functions. */
  environment: Environment;
  demoAccounts: DemoAccount[];
  /** What consumers gave up on. */
  deadLetters(): Promise<(UndeliveredChange | UnsentMessage)[]>;
  stop(): Promise<void>;
}

/** Ends what was started, the latest first. */
type Ends = (() => Promise<void> | void)[];

/**
 * Starts all of Montu on this machine. The functions run in this process and read its environment once, so a process
 * has one stack at a time.
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const ends: Ends = [];
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    return { ...(await start(options, ends)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(options: StackOptions, ends: Ends): Promise<Omit<Stack, 'stop'>> {
  const { dataDir = ':memory:', port = 0, demo, log = () => {} } = options;
  await requirePort(port);
  const folder = await takeDataFolder(dataDir);
  ends.push(folder.release);
  const keptIn = folder.keeps ? folder.path : undefined;
  log(keptIn ? `Data and keys are kept in ${folder.path}` : 'Data and keys are gone after the stop');

  const endpoint = options.engine?.endpoint ?? (process.env.AWS_ENDPOINT_URL_DYNAMODB || undefined);
  // The embedded metrics are lines that only CloudWatch reads.
  ends.push(applyEnvironment({ ...loggingVariables(), ...sdkVariables(endpoint) }));
  const database = await startDatabase({
    endpoint,
    tableName: options.engine?.tableName ?? 'montu',
    folder: keptIn,
    // the unkind engine has a copy of it that lags, and asks the indexes of that one
    indexed: !options.unkind,
    log,
  });
  ends.push(database.stop);
  log(`The database ${endpoint ? 'is' : 'runs'} at ${database.endpoint}`);

  const unkind = options.unkind
    ? await startUnkind(database, options.unkind === true ? {} : options.unkind)
    : undefined;
  if (unkind) ends.push(unkind.stop);
  if (unkind) log('It is as unkind as DynamoDB: conflicts, late indexes, hot partitions, repeated changes');

  await buildDocs();
  const invoke = createInvoke();
  const board = { build: buildBoard, demo: demoHint(demo) };
  const gateway = await startGateway({ port, invoke, log, board, queueFolder: keptIn });
  ends.push(gateway.stop);
  const environment = functionEnvironment(database, gateway, folder, options);
  ends.push(
    applyEnvironment({
      ...environment,
      AWS_ENDPOINT_URL_DYNAMODB: unkind?.endpoint ?? database.endpoint,
      AWS_ENDPOINT_URL_SQS: gateway.queueEndpoint,
    }),
  );
  log(`The gateway listens at ${gateway.url}`);

  const pump = startPump({
    ...{ client: database.streams, streamArn: database.streamArn, consumers, invoke, log },
    ...(keptIn && { folder: keptIn }),
    ...(unkind && { skew: unkind.skew, bell: unkind.bell }),
  });
  ends.push(pump.stop);
  log(`Changes go to ${pump.consumers.join(', ')}`);

  gateway.resume();
  ends.push(startSchedules({ consumers, invoke, log }).stop);

  // Only now: what it imports reads the environment.
  const demoAccounts = demo ? await (await import('./demo/index.ts')).setUpDemo({ ...demo, log }) : [];
  return {
    url: gateway.url,
    webSocketUrl: `${gateway.url.replace(/^http/, 'ws')}/ws`,
    environment,
    demoAccounts,
    deadLetters: async () => [...(await pump.deadLetters.list()), ...gateway.deadLetters],
  };
}

/** Who can sign in to the first demo studio, where everybody may know. */
function demoHint(demo: StackOptions['demo']): BoardOptions['demo'] {
  const [first] = demoStudios;
  if (!first || !demo || demo.isSecret) return undefined;
  const usernames = exampleUsers(first).map(({ username }) => username);
  return { studio: first.studio, password: demo.password, usernames };
}

/** A person at a terminal wants to see what goes wrong; metrics are for CloudWatch alone. */
function loggingVariables() {
  return { POWERTOOLS_LOG_LEVEL: process.env.POWERTOOLS_LOG_LEVEL || 'WARN', POWERTOOLS_METRICS_DISABLED: 'true' };
}

function functionEnvironment(
  { tableName }: Database,
  gateway: Gateway,
  { path }: DataFolder,
  { keySetSeconds, accessTokenSeconds = 3_600, rateLimits = true, origins = ['*'] }: StackOptions,
): Environment {
  return {
    MONTU_STAGE: 'local',
    MONTU_TABLE: tableName,
    MONTU_PUBLIC_URL: gateway.url,
    MONTU_ORIGINS: origins.join(','),
    MONTU_ACCESS_TOKEN_SECONDS: String(accessTokenSeconds),
    MONTU_RATE_LIMITS: rateLimits ? 'on' : 'off',
    ...(keySetSeconds && { MONTU_KEY_SET_SECONDS: String(keySetSeconds) }),
    MONTU_SIGNER: `file:${join(path, 'keys')}`,
    MONTU_PUSH_QUEUE_URL: gateway.queueUrl('push'),
    MONTU_IMPORT_QUEUE_URL: gateway.queueUrl('import'),
    MONTU_SOCKET_ENDPOINT: gateway.socketEndpoint,
  };
}
