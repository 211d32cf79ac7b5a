import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { AnswerMessage, ReadyMessage, RequestName, Requests } from './messages.ts';

export interface StackProcess {
  pid: number;
  facts: ReadyMessage['ready'];
  ask<K extends RequestName>(name: K, input: Requests[K]['input']): Promise<Requests[K]['output']>;
  stop(): Promise<void>;
}

/**
 * Starts the stack in a process of its own: load is made from another one, so that neither waits for the other's turn.
 * Its log lines are read by nobody, as in AWS where they leave the process too.
 */
export async function startStackProcess(tasks: number): Promise<StackProcess> {
  const child = fork(new URL('../main.ts', import.meta.url), ['serve', String(tasks)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const { promise: ready, resolve, reject } = Promise.withResolvers<ReadyMessage['ready']>();
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  child.on('message', (message: ReadyMessage | AnswerMessage) => {
    if ('ready' in message) return resolve(message.ready);
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if ('error' in message) asked?.reject(new Error(message.error));
    else asked?.resolve(message.output);
    return undefined;
  });
  child.once('exit', (code) => {
    const gone = new Error(`The process with the stack ended (${code})`);
    reject(gone);
    for (const asked of waiting.values()) asked.reject(gone);
  });

  const facts = await ready;
  let last = 0;
  return {
    pid: child.pid as number,
    facts,
    ask(name, input) {
      last += 1;
      const asked = Promise.withResolvers<unknown>();
      waiting.set(last, asked);
      child.send({ id: last, name, input });
      return asked.promise as Promise<never>;
    },
    async stop() {
      child.disconnect();
      await ended;
    },
  };
}
