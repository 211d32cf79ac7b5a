import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describeCall } from './describe-call.ts';
import type { Scales } from './scales.ts';

/** What made a call: a request, or a consumer of the stream or of the queue afterwards. */
export type Source = 'request' | 'stream' | 'queue';

/** One call of DynamoDB, with the units that the engine says it took. */
export interface RecordedCall {
  source: Source;
  /** As in `GetItem T` or `TransactWriteItems Update T, Put E`. */
  what: string;
  readUnits: number;
  writeUnits: number;
}

export interface Recorder {
  start(): void;
  /** Gives what was recorded, once all that follows from it has been done. */
  stop(): Promise<RecordedCall[]>;
  /** Resolves when nobody has called for a while. */
  settled(): Promise<void>;
}

/** Longer than the readers of the stream and of the queue wait between two looks. */
const quietMs = 100;

/**
 * Records the calls of all functions of this process, which share one client. Whose a call is follows from where it
 * began: requests come through the HTTP server, the queue's consumer runs after a message was sent to the queue, and
 * the stream's reader has no beginning that is seen.
 */
export function createRecorder(client: DynamoDBDocumentClient, scales: Scales): Recorder {
  const sources = new AsyncLocalStorage<Source>();
  let calls: RecordedCall[] = [];
  let recording = false;
  let underWay = 0;
  let lastAt = 0;

  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    const isQueue = String(request.headers['x-amz-target']).startsWith('AmazonSQS.');
    sources.enterWith(isQueue ? 'queue' : 'request');
  });

  async function settled(): Promise<void> {
    while (underWay > 0 || performance.now() - lastAt < quietMs) await sleep(10);
  }

  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        underWay += 1;
        try {
          if (!recording) return await next(args);
          const what = describeCall(commandName, args.input);
          const call: RecordedCall = { source: sources.getStore() ?? 'stream', what, readUnits: 0, writeUnits: 0 };
          calls.push(call);
          const prepared = 'TransactItems' in args.input && (await scales.prepare(args.input));
          const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } as never });
          const isRead = /^(Get|Query|BatchGet)/.test(commandName);
          call[isRead ? 'readUnits' : 'writeUnits'] = prepared ? await scales.weigh(prepared) : unitsOf(result.output);
          return result;
        } finally {
          underWay -= 1;
          lastAt = performance.now();
        }
      },
    { step: 'initialize', name: 'recordCalls' },
  );

  return {
    settled,
    start() {
      calls = [];
      recording = true;
      lastAt = performance.now();
    },
    async stop() {
      await settled();
      recording = false;
      return calls;
    },
  };
}

/** DynamoDB tells one capacity, or one for each table. */
function unitsOf(output: object): number {
  const { ConsumedCapacity: capacity = [] } = output as { ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] };
  return [capacity].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}
