import { once } from 'node:events';
import { Agent, createServer, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { close, listen } from '../gateway/listen.ts';
import { type DynamoAnswer, throttled, transactionCancelled, transactionConflict } from './answer.ts';
import { createConflicts } from './conflicts.ts';
import type { UnkindProfile } from './profile.ts';
import { type DynamoRequest, keysOf, partitionsOf, transactions, unitsOf } from './request.ts';
import { createThrottle } from './throttle.ts';

interface ProxyOptions {
  endpoint: string;
  profile: UnkindProfile;
  random: () => number;
  /** The table that is asked instead by what names an index. */
  lateTableName: string;
  /** Told after each write. */
  written: () => void;
}

export interface Proxy {
  endpoint: string;
  stop(): Promise<void>;
}

/** Stands in front of DynamoDB Local, and refuses, delays and redirects requests as DynamoDB would. */
export async function startProxy({ endpoint, profile, random, lateTableName, written }: ProxyOptions): Promise<Proxy> {
  const conflicts = createConflicts();
  const throttle = createThrottle({ read: profile.readUnits, write: profile.writeUnits });

  function throttledAnswer(operation: string, kind: 'read' | 'write', request: DynamoRequest) {
    const isDry = partitionsOf(request).map((partition) => !throttle.hasUnits(kind, partition));
    if (!isDry.includes(true)) return undefined;
    if (!transactions.includes(operation)) return throttled(request, kind);
    return transactionCancelled('ThrottlingError', isDry.length, (action) => isDry[action] === true);
  }

  function conflictAnswer(operation: string, keys: string[]) {
    const met = conflicts.enter(operation, keys);
    if (met.length === 0) return undefined;
    if (!transactions.includes(operation)) return transactionConflict();
    return transactionCancelled('TransactionConflict', keys.length, (action) => met.includes(action));
  }

  async function answer(incoming: IncomingMessage): Promise<DynamoAnswer> {
    const body = await text(incoming);
    const [service = '', operation = ''] = String(incoming.headers['x-amz-target']).split('.');
    const kind = service.startsWith('DynamoDB_') && unitsOf(operation);
    if (!kind) return forward(endpoint, incoming.headers, body);

    const request: DynamoRequest = JSON.parse(body);
    const keys = keysOf(request);
    const refused = throttledAnswer(operation, kind, request) ?? conflictAnswer(operation, keys);
    if (refused) return refused;
    try {
      if (transactions.includes(operation)) await sleep(random() * profile.transactionMs);
      const { units, ...counted } = await forwardCounted(endpoint, incoming.headers, request, lateTableName);
      throttle.charge(kind, partitionsOf(request), units);
      if (kind === 'write') written();
      return counted;
    } finally {
      conflicts.leave(operation, keys);
    }
  }

  const server = createServer((incoming, response) => {
    answer(incoming).then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      // The engine is gone, or the request is no JSON; a client takes it as a failing connection.
      () => response.destroy(),
    );
  });
  const port = await listen(server, '127.0.0.1', 0);
  return { endpoint: `http://127.0.0.1:${port}`, stop: () => close(server, 1_000) };
}

/** Finds out what the request costs, whether its sender asked or not. */
async function forwardCounted(
  endpoint: string,
  headers: IncomingHttpHeaders,
  request: DynamoRequest,
  lateTableName: string,
): Promise<DynamoAnswer & { units: number }> {
  const asked = request.ReturnConsumedCapacity !== undefined && request.ReturnConsumedCapacity !== 'NONE';
  const forwarded = {
    ...request,
    ...(!asked && { ReturnConsumedCapacity: 'TOTAL' }),
    ...(request.IndexName && { TableName: lateTableName }),
  };
  const answer = await forward(endpoint, headers, JSON.stringify(forwarded));
  const { ConsumedCapacity, ...rest }: { ConsumedCapacity?: Capacity | Capacity[] } = JSON.parse(answer.body);
  const capacities = [ConsumedCapacity ?? { CapacityUnits: 1 }].flat();
  for (const capacity of capacities) if (request.IndexName && request.TableName) capacity.TableName = request.TableName;
  return {
    ...answer,
    body: JSON.stringify(asked && ConsumedCapacity ? { ...rest, ConsumedCapacity } : rest),
    units: capacities.reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0),
  };
}

interface Capacity {
  CapacityUnits: number;
  TableName?: string;
}

const agent = new Agent({ keepAlive: true });

/** By `http`, which takes half of what `fetch` does. */
async function forward(endpoint: string, headers: IncomingHttpHeaders, body: string): Promise<DynamoAnswer> {
  const passed = ['content-type', 'x-amz-target', 'x-amz-date', 'authorization'].map((name) => [
    name,
    headers[name] ?? '',
  ]);
  const outgoing = httpRequest(endpoint, { method: 'POST', agent, headers: Object.fromEntries(passed) }).end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return {
    status: response.statusCode ?? 500,
    headers: {
      'content-type': response.headers['content-type'] ?? 'application/x-amz-json-1.0',
      'x-amzn-requestid': String(response.headers['x-amzn-requestid'] ?? ''),
    },
    body: await text(response),
  };
}
