import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { Consumer, QueueName } from '../../shared/manifest/consumers.ts';
import { consumers, queues } from '../../shared/manifest/consumers.ts';
import type { Invoke } from '../invoke.ts';
import type { BoardOptions } from './board.ts';
import { explain } from './explain.ts';
import type { HttpHandler } from './http.ts';
import { createHttp } from './http.ts';
import { KeptMessages } from './kept-messages.ts';
import type { GatewayLimits } from './limits.ts';
import { gatewayLimits } from './limits.ts';
import { close, listen, listenOnLoopback } from './listen.ts';
import { createManagement } from './management.ts';
import type { DeadLetter } from './queue.ts';
import { Queue } from './queue.ts';
import { createSockets } from './sockets.ts';
import { createSqs } from './sqs.ts';

export interface GatewayOptions {
  /** 0 takes a free one. */
  port: number;
  invoke: Invoke;
  log?: (line: string) => void;
  limits?: Partial<GatewayLimits>;
  /** The built documentation; `dist/docs` unless told. */
  docsFolder?: string;
  /** The reference board at `/`; none unless told. */
  board?: BoardOptions;
  /** Where imports under way outlive this process. What waits for sockets does not: they end with it. */
  queueFolder?: string | undefined;
}

export interface Gateway {
  /** `http://localhost:8080`, without a slash at the end. */
  url: string;
  port: number;
  /** For MONTU_SOCKET_ENDPOINT. */
  socketEndpoint: string;
  /** For AWS_ENDPOINT_URL_SQS; SDK clients find it in a queue's address by themselves. */
  queueEndpoint: string;
  queueUrl(name: QueueName): string;
  /** Messages that were delivered too often. */
  deadLetters: readonly DeadLetter[];
  /** Goes on with what was under way when this machine stopped; once the functions have their environment. */
  resume(): void;
  /** Ends everything: requests under way and queues are finished first, `$disconnect` is told of each socket. */
  stop(): Promise<void>;
}

/**
 * What AWS puts around the functions, on one machine: the edge, the HTTP and the WebSocket API on one port of
 * `localhost`; the management API of sockets and the queues, which only functions call, on another.
 * @throws a clear sentence when the port is taken.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { port: wishedPort, invoke, log = () => undefined, docsFolder, board, queueFolder } = options;
  const limits = { ...gatewayLimits, ...options.limits };
  const deadLetters: DeadLetter[] = [];
  let url = '';

  const answering = new Set<ServerResponse>();
  const api = createHttp({ invoke, limits, log, docsFolder, board, publicUrl: () => url });
  const http: HttpHandler = (request, response) => {
    answering.add(response);
    response.once('close', () => answering.delete(response));
    return api(request, response);
  };
  const sockets = createSockets({ invoke, limits, log });
  const readers = queueReaders((id, { queue, batchSize, maxConcurrency }) => {
    const { maxReceives } = queues[queue];
    const settings = { name: queue, functionId: id, batchSize, maxConcurrency, maxReceives };
    const kept = queueFolder && queue === 'import' ? new KeptMessages(join(queueFolder, 'imports.json')) : undefined;
    return new Queue({ ...settings, invoke, limits, log, deadLetters, kept });
  });
  const management = createManagement(sockets, limits);
  const sqs = createSqs(readers, limits);

  const servers = {
    v4: publicServer(http, sockets.handleUpgrade, limits, log),
    v6: publicServer(http, sockets.handleUpgrade, limits, log),
  };
  const port = await listenOnLoopback(servers, wishedPort);
  url = `http://localhost:${port}`;

  // kept for longer than SDK clients wait between two calls: they would send on a connection that is just being closed
  const privateServer = createServer({ keepAliveTimeout }, (request, response) => {
    const serve = request.url?.startsWith('/@connections/') ? management : sqs;
    run(serve, request, response, log);
  });
  const privateUrl = `http://127.0.0.1:${await listen(privateServer, '127.0.0.1', 0)}`;

  return {
    url,
    port,
    socketEndpoint: privateUrl,
    queueEndpoint: privateUrl,
    queueUrl: (name) => `${privateUrl}/000000000000/${name}`,
    deadLetters,
    resume: () => {
      for (const queue of readers.values()) queue.resume();
    },
    stop: async () => {
      // Open sockets keep a server from closing; they go last, as functions may send to queues, and queues to sockets.
      const closed = [close(servers.v4, limits.drainMs), close(servers.v6, limits.drainMs)];
      await Promise.all([...answering].map((response) => once(response, 'close')));
      await Promise.all([...readers.values()].map((queue) => queue.stop(limits.drainMs)));
      await sockets.stop();
      await Promise.all([...closed, close(privateServer, limits.drainMs)]);
    },
  };
}

const keepAliveTimeout = 60_000;

type QueueConsumer = Extract<Consumer, { source: 'queue' }>;

function queueReaders(create: (id: string, consumer: QueueConsumer) => Queue): Map<string, Queue> {
  const entries = Object.entries<Consumer>(consumers).flatMap(([id, consumer]) =>
    consumer.source === 'queue' ? [[consumer.queue, create(id, consumer)] as const] : [],
  );
  return new Map(entries);
}

function publicServer(
  http: HttpHandler,
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void,
  limits: GatewayLimits,
  log: (line: string) => void,
): Server {
  const settings = {
    maxHeaderSize: limits.headerBytes,
    keepAliveTimeout,
    // Some clients offer HTTP/2 this way with each request; those are requests like any other.
    shouldUpgradeCallback: ({ headers }: IncomingMessage) => headers.upgrade?.toLowerCase() === 'websocket',
  };
  const listener = (request: IncomingMessage, response: ServerResponse) => run(http, request, response, log);
  return createServer(settings, listener)
    .on('checkContinue', listener)
    .on('upgrade', upgrade)
    .on('clientError', refuseUnreadable);
}

function run(handler: HttpHandler, request: IncomingMessage, response: ServerResponse, log: (line: string) => void) {
  handler(request, response).catch((error: unknown) => {
    // A client that goes away while it sends is no news.
    if (request.complete) log(`${request.method} ${request.url}: ${explain(error)}`);
    response.destroy();
  });
}

/** Requests that are no HTTP, or whose head is too long. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) return;
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
  const body = JSON.stringify({ message: status.slice(4) });
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n`;
  socket.end(`${head}Connection: close\r\n\r\n${body}`);
}
