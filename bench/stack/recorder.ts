import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describeCall } from './describe-call.ts';

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
  /** Gives what was recorded, once nothing has been called for a while. */
  stop(): Promise<RecordedCall[]>;
}

/** Longer than the stream's and the queue's readers wait between two looks. */
const quietMs = 150;

/**
 * Records the calls of all functions of this process, which share one client. Whose a call is follows from where it
 * began: requests come through the HTTP server, the queue's consumer runs after a message was sent to the queue, and
 * the stream's reader has no beginning that is seen.
 */
export function createRecorder(client: DynamoDBDocumentClient): Recorder {
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

  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        if (!recording) return next(args);
        const call: RecordedCall = {
          source: sources.getStore() ?? 'stream',
          what: describeCall(commandName, args.input),
          readUnits: 0,
          writeUnits: 0,
        };
        calls.push(call);
        underWay += 1;
        try {
          const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } as never });
          const units = unitsOf(result.output);
          call[/^(Get|Query|BatchGet|TransactGet)/.test(commandName) ? 'readUnits' : 'writeUnits'] = units;
          return result;
        } finally {
          underWay -= 1;
          lastAt = performance.now();
        }
      },
    { step: 'initialize', name: 'recordCalls' },
  );

  return {
    start() {
      calls = [];
      recording = true;
      lastAt = performance.now();
    },
    async stop() {
      while (underWay > 0 || performance.now() - lastAt < quietMs)
        await new Promise((resolve) => setTimeout(resolve, 10));
      recording = false;
      return calls;
    },
  };
}

/** DynamoDB tells one capacity, or one for each table. */
function unitsOf(output: { ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] }): number {
  const { ConsumedCapacity: capacity = [] } = output;
  return [capacity].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}
