import type { APIGatewayProxyEventV2, SQSEvent } from 'aws-lambda';
import { onTestFinished } from 'vitest';
import { type Gateway, type GatewayOptions, startGateway } from '../../../local/gateway/index.ts';
import type { SocketEvent } from '../../../local/gateway/socket-event.ts';

export type FakeFunction = (event: unknown) => unknown;

export interface Call<E> {
  id: string;
  event: E;
}

export interface FakeGateway extends Gateway {
  /** Every invocation, as it happened. */
  calls: Call<unknown>[];
  httpCalls(): Call<APIGatewayProxyEventV2>[];
  socketCalls(id: string): SocketEvent[];
  queueCalls(): SQSEvent[];
  log: string[];
}

type Options = Partial<Omit<GatewayOptions, 'invoke' | 'log'>> & { functions?: Record<string, FakeFunction> };

/** A gateway on a free port, in front of functions that a test makes up; the others answer 200. Stops with the test. */
export async function fakeGateway({ functions = {}, ...options }: Options = {}): Promise<FakeGateway> {
  const calls: Call<unknown>[] = [];
  const log: string[] = [];
  const gateway = await startGateway({
    port: 0,
    ...options,
    log: (line) => log.push(line),
    invoke: async (id, event) => {
      calls.push({ id, event });
      return (functions[id] ?? (() => ({ statusCode: 200, body: '{}' })))(event);
    },
  });
  onTestFinished(() => gateway.stop());
  return {
    ...gateway,
    calls,
    log,
    httpCalls: () => calls.filter(({ event }) => isHttp(event)) as Call<APIGatewayProxyEventV2>[],
    socketCalls: (id) => calls.filter((call) => call.id === id).map(({ event }) => event as SocketEvent),
    queueCalls: () => calls.filter(({ id }) => id === 'pusher').map(({ event }) => event as SQSEvent),
  };
}

function isHttp(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'rawPath' in event;
}

/** The settings that SDK clients need to talk to a gateway. */
export const sdkSettings = {
  region: 'eu-central-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
};
