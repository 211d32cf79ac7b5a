import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type Consumer, consumers, queues } from '../../shared/manifest/consumers.ts';
import { resourceName, type Stage } from '../../shared/manifest/stages.ts';
import { main, readArguments, say, suggestion } from './command.ts';
import { type Letter, readLetters } from './letters.ts';
import { OperatorProblem } from './problem.ts';
import { type PutBack, putBack } from './put-back.ts';
import { turnTo } from './target.ts';

const usage = `Puts back what consumers gave up (docs/runbooks/replay.md). Twice is harmless.

  npm run replay                             the dead letters of this machine's stack (MONTU_DATA_DIR)
  npm run replay -- <file or folder> …       dead letters in files
  npm run replay -- <queue> --stage <name>   those of a stage: notifier, push or import, or a queue's address

  --stage <name>         dev, staging or prod, with the AWS credentials of the environment;
                         without it, the stack that runs on this machine
  --help                 shows this

A file has one dead letter, an array, one a line, or what \`aws sqs receive-message\` prints. Letters of a queue, and
files in the data folder, are removed once they are dealt with; other files stay.
Exit code 1 when something could not be put back.`;

/** Counts over all letters. */
const total: PutBack & { letters: number; forgottenLetters: number } = {
  ...{ letters: 0, done: 0, forgotten: false, forgottenLetters: 0, failures: [] },
};

/** What a text holds; nothing, and a failure, where it is no dead letter. */
function lettersIn(text: string, where: string): Letter[] | undefined {
  try {
    return readLetters(text);
  } catch (error) {
    if (!(error instanceof OperatorProblem)) throw error;
    total.letters += 1;
    total.failures.push(`${where}: ${error.message}`);
    return undefined;
  }
}

/** Whether all that a text holds is dealt with. */
async function replayText(text: string, where: string): Promise<boolean> {
  const letters = lettersIn(text, where);
  let isDone = letters !== undefined;
  for (const letter of letters ?? []) {
    const { done, forgotten, failures } = await putBack(letter);
    total.letters += 1;
    total.done += done;
    total.forgottenLetters += forgotten ? 1 : 0;
    total.failures.push(...failures);
    isDone = isDone && failures.length === 0;
  }
  return isDone;
}

async function filesIn(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new OperatorProblem(`There is no file or folder ${path}.`);
  if (!found.isDirectory()) return [path];
  const names = await readdir(path, { recursive: true });
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(path, name));
}

async function replayFiles(paths: readonly string[]): Promise<void> {
  const own = resolve(process.env.MONTU_DATA_DIR || '.montu', 'dead-letters');
  const hasOwn = (await stat(own).catch(() => undefined)) !== undefined;
  const files = await Promise.all((paths.length > 0 ? paths : hasOwn ? [own] : []).map(filesIn));
  for (const file of files.flat()) {
    const isDone = await replayText(await readFile(file, 'utf8'), file);
    if (isDone && resolve(file).startsWith(own + sep)) await rm(file);
  }
}

const streamConsumers = Object.entries<Consumer>(consumers).flatMap(([id, { source }]) =>
  source === 'stream' ? [id] : [],
);
const known = [...streamConsumers, ...Object.keys(queues)];

async function urlOf(client: SQSClient, QueueName: string): Promise<string> {
  try {
    return (await client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl as string;
  } catch (error) {
    if (!(error instanceof QueueDoesNotExist)) throw error;
    throw new OperatorProblem(`There is no queue ${QueueName} in this account: is the stage deployed?`);
  }
}

/** So long nobody else sees a letter that is being put back. */
const hiddenSeconds = 300;

async function replayQueue(client: SQSClient, QueueUrl: string): Promise<void> {
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        ...{ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 2, VisibilityTimeout: hiddenSeconds },
      }),
    );
    if (Messages.length === 0) return;
    for (const { Body = '', MessageId = '', ReceiptHandle } of Messages) {
      if (await replayText(Body, `message ${MessageId}`))
        await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}

async function replayStage(stage: Stage, named: readonly string[]): Promise<void> {
  const client = new SQSClient({});
  const [name, ...more] = named;
  if (name === undefined || more.length > 0)
    throw new OperatorProblem(`Say which queue: one of ${known.join(', ')}, or an address (--help).`);
  if (!name.startsWith('https://') && !known.includes(name))
    throw new OperatorProblem(
      `There are no dead letters of "${name}". ${suggestion(name, known)}Choose one of ${known.join(', ')}.`,
    );
  // what consumers here send to
  process.env.MONTU_PUSH_QUEUE_URL = await urlOf(client, resourceName(stage, 'push'));
  process.env.MONTU_IMPORT_QUEUE_URL = await urlOf(client, resourceName(stage, 'import'));
  await replayQueue(
    client,
    name.startsWith('https://') ? name : await urlOf(client, resourceName(stage, `${name}-dead-letters`)),
  );
}

async function replay(args: string[]): Promise<void> {
  const { values, positionals } = readArguments(args, { stage: { type: 'string' } });
  const target = turnTo(values.stage);
  // a line for each event would hide what became of the letters
  process.env.POWERTOOLS_LOG_LEVEL ||= 'CRITICAL';
  if (target.isLocal) await replayFiles(positionals);
  else await replayStage(target.name as Stage, positionals);

  const { letters, done, forgottenLetters, failures } = total;
  if (letters === 0) return say(`There are no dead letters at ${target.name}.`);
  say(`${letters} dead letters at ${target.name}: ${done} changes or messages are put back.`);
  if (forgottenLetters > 0)
    say(
      `${forgottenLetters} of them name changes that the stream has forgotten: their events are delivered by the sweeper, ` +
        'within 15 minutes.',
    );
  if (failures.length > 0)
    throw new OperatorProblem(`${failures.length} could not be, and stay where they are:\n  ${failures.join('\n  ')}`);
}

await main(usage, replay);
