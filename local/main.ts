import { StartProblem } from './engine/start-problem.ts';
import { announce } from './operator/running.ts';
import { type Stack, type StackOptions, startStack } from './stack.ts';
import { demoPassword, usualPort } from './this-machine.ts';

/** What `npm start` is told by the environment. */
function readOptions(env: NodeJS.ProcessEnv): StackOptions & { dataDir: string } {
  const port = env.PORT || usualPort;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new StartProblem(`PORT is "${port}", which is not a number from 0 to 65535: correct it, or leave it out.`);
  return {
    port: Number(port),
    dataDir: env.MONTU_DATA_DIR || '.montu',
    demo: { password: demoPassword(env), isSecret: Boolean(env.MONTU_DEMO_PASSWORD) },
    unkind: env.MONTU_UNKIND === '1',
    rateLimits: env.MONTU_RATE_LIMITS !== 'off',
    ...(env.MONTU_ORIGINS && { origins: env.MONTU_ORIGINS.split(',') }),
    // so that `npm run keys` need not take the time that AWS needs
    keySetSeconds: 5,
  };
}

/** The last line of a start: addresses, and who can sign in. */
function readyLine({ url, webSocketUrl, demoAccounts }: Stack): string {
  const studios = Map.groupBy(demoAccounts, ({ studio }) => studio);
  const people = [...studios].map(
    ([studio, accounts]) => `${accounts.map(({ username }) => username).join(', ')} (studio ${studio})`,
  );
  const password = process.env.MONTU_DEMO_PASSWORD
    ? 'the password in MONTU_DEMO_PASSWORD'
    : `password ${demoPassword({})}`;
  return [
    `Montu is ready at ${url}`,
    `board ${url}/`,
    `API ${url}/api/v1`,
    `documentation ${url}/docs`,
    `sockets ${webSocketUrl}`,
    `demo accounts ${people.join(' and ')}, ${password}`,
  ].join(' · ');
}

/** Lets `npm run keys` and `npm run studio` find this stack. */
function tellCommands(dataDir: string, { url, environment }: Stack): Promise<() => void> {
  const { AWS_ENDPOINT_URL_DYNAMODB = '', AWS_REGION = '' } = process.env;
  return announce(dataDir, {
    pid: process.pid,
    url,
    environment: { ...environment, AWS_ENDPOINT_URL_DYNAMODB, AWS_REGION },
  });
}

let stack: Stack | undefined;
let retract = () => {};
let stopping = false;

async function stop(signal: 'SIGINT' | 'SIGTERM') {
  // During the start there is nothing to finish, and the engine ends with us; and who asks twice means at once.
  if (!stack || stopping) process.exit(signal === 'SIGINT' ? 130 : 143);
  stopping = true;
  console.log('Montu is stopping');
  retract();
  await stack.stop();
  console.log('Montu has stopped');
  process.exit(0);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(signal));

// npm gives SIGTERM to its shell, which ends and keeps it to itself: what we see is another parent.
if (process.env.npm_lifecycle_event) {
  const { ppid } = process;
  const watch = setInterval(() => {
    if (process.ppid === ppid) return;
    clearInterval(watch);
    void stop('SIGTERM');
  }, 100).unref();
}

try {
  const options = readOptions(process.env);
  stack = await startStack({ ...options, log: (line) => console.log(line) });
  if (options.dataDir !== ':memory:') retract = await tellCommands(options.dataDir, stack);
  console.log(readyLine(stack));
} catch (error) {
  if (!(error instanceof StartProblem)) throw error;
  console.error(error.message);
  process.exit(1);
}
