import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type StackOptions, startStack } from '../../local/stack.ts';
import type { AnswerMessage, ReadyMessage, RequestMessage, RequestName, Requests } from './messages.ts';

/** What is reachable, in bytes. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

/** The engine that the environment names, with a table of this process's own. */
function namedEngine(): Pick<StackOptions, 'engine'> {
  const endpoint = process.env.AWS_ENDPOINT_URL_DYNAMODB;
  return endpoint ? { engine: { endpoint, tableName: `bench-${process.pid}` } } : {};
}

/** The stack in a process of its own, with data to measure on; it ends when its parent disconnects. */
export async function serve(tasks: number): Promise<void> {
  const stack = await startStack({ rateLimits: false, ...namedEngine() });
  process.once('disconnect', () => void stack.stop().finally(() => process.exit()));

  // Only now: what these import reads the environment.
  const { seed, untilNumbered } = await import('./seed.ts');
  const { newSession } = await import('./sessions.ts');
  const { createRecorder } = await import('./recorder.ts');
  const { createScales } = await import('./scales.ts');
  const { dynamo } = await import('../../shared/data/client.ts');

  const recorder = createRecorder(dynamo(), await createScales());
  const seeded = await seed(tasks);
  await untilNumbered(seeded);
  const answers: { [K in RequestName]: (input: Requests[K]['input']) => Promise<unknown> } = {
    startRecording: async () => recorder.start(),
    stopRecording: () => recorder.stop(),
    newSession,
    settled: () => recorder.settled(),
    memory: async () => heapInUse(),
  };
  process.on('message', ({ id, name, input }: RequestMessage) => {
    const answer = (message: AnswerMessage) => process.send?.(message);
    answers[name](input as never).then(
      (output) => answer({ id, output }),
      (error: unknown) => answer({ id, error: String(error) }),
    );
  });

  const { MONTU_TABLE: tableName } = stack.environment;
  const { url, webSocketUrl } = stack;
  const engine = process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '';
  const ready: ReadyMessage = { ready: { url, webSocketUrl, engine, tableName, seeded } };
  process.send?.(ready);
}
