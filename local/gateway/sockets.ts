import type { IncomingMessage } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RawData, WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import type { Consumer } from '../../shared/manifest/consumers.ts';
import { consumers } from '../../shared/manifest/consumers.ts';
import { channelOfSocketPath, withoutTrailingSlash } from '../../shared/manifest/edge.ts';
import type { Invoke } from '../invoke.ts';
import { within } from '../within.ts';
import { gatewayId } from './aws-forms.ts';
import { Connection } from './connection.ts';
import { explain } from './explain.ts';
import type { GatewayLimits } from './limits.ts';
import type { SocketEvent, SocketIdentity } from './socket-event.ts';
import { connectEvent, disconnectEvent, messageEvent } from './socket-event.ts';

/** Functions of the WebSocket API, by route key. */
const routes = new Map(
  Object.entries<Consumer>(consumers).flatMap(([id, consumer]) =>
    consumer.source === 'socket' ? [[consumer.route as string, id] as const] : [],
  ),
);

export interface Sockets {
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** The open socket of that id. */
  find(connectionId: string): Connection | undefined;
  /** Ends all sockets and waits until `$disconnect` has been told of each. */
  stop(): Promise<void>;
}

interface SocketOptions {
  invoke: Invoke;
  limits: GatewayLimits;
  log: (line: string) => void;
}

/** The WebSocket API. */
export function createSockets({ invoke, limits, log }: SocketOptions): Sockets {
  const open = new Map<string, Connection>();
  /** Handshakes and `$disconnect` calls under way. */
  const underWay = new Set<Promise<unknown>>();
  const admitted = new WeakMap<IncomingMessage, { identity: SocketIdentity; protocol: string | undefined }>();
  let isStopping = false;

  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.socketMessageBytes,
    handleProtocols: (_, request) => admitted.get(request)?.protocol ?? false,
    verifyClient: ({ req }, done) => track(admit(req).then(({ status }) => finishHandshake(status, done))),
  });

  function track(work: Promise<unknown>): void {
    underWay.add(work);
    work.finally(() => underWay.delete(work)).catch(() => undefined);
  }

  async function call(routeKey: string, event: SocketEvent): Promise<unknown> {
    const functionId = routes.get(routeKey) ?? '';
    const late = new Error(`No answer within ${limits.socketIntegrationTimeoutMs} ms`);
    try {
      return await within(limits.socketIntegrationTimeoutMs, invoke(functionId, event), late);
    } catch (error) {
      log(`${functionId} failed: ${explain(error)}`);
      throw error;
    }
  }

  /** Asks `$connect`, and keeps who came in for the moment the handshake is done. */
  async function admit(request: IncomingMessage): Promise<{ status: number }> {
    const [path = '', query = ''] = (request.url ?? '').split(/\?(.*)/s);
    const channel = channelOfSocketPath(path);
    if (!channel && withoutTrailingSlash(path) !== '/ws') return { status: 404 };
    const identity = {
      connectionId: gatewayId(),
      connectedAt: Date.now(),
      sourceIp: request.socket.remoteAddress ?? '',
      userAgent: request.headers['user-agent'] ?? '',
    };
    const event = connectEvent(identity, request, query, channel);
    const result = await call('$connect', event).catch(() => undefined);
    const { statusCode: status, headers } = answerOf(result);
    if (status < 200 || status > 299) return { status: status >= 500 ? 502 : status };
    if (isStopping || request.socket.destroyed) {
      disconnect(identity, 1006, '');
      return { status: 503 };
    }
    admitted.set(request, { identity, protocol: headers['sec-websocket-protocol'] });
    return { status };
  }

  function disconnect(identity: SocketIdentity, code: number, reason: string): void {
    track(call('$disconnect', disconnectEvent(identity, code, reason)).catch(() => undefined));
  }

  function serve(socket: WebSocket, identity: SocketIdentity): void {
    const connection = new Connection(socket, identity, limits);
    open.set(identity.connectionId, connection);
    socket.on('message', (data: RawData, isBinary: boolean) => {
      if (isBinary) return connection.end(1003, 'Binary is not supported');
      connection.touch();
      track(route(connection, data.toString()));
    });
    socket.on('error', (error) => {
      const isTooBig = 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
      if (isTooBig) connection.end(1009, 'Message too big');
    });
    socket.on('close', (code, reason) => {
      open.delete(identity.connectionId);
      const why = connection.closed(code, reason.toString());
      disconnect(identity, why.code, why.reason);
    });
  }

  /** Messages are not ordered: each runs at once, as in AWS. What a function returns is not sent back. */
  async function route(connection: Connection, text: string): Promise<void> {
    const routeKey = routeOf(text);
    const event = messageEvent(connection.identity, routeKey, text);
    const { connectionId, requestId } = event.requestContext;
    try {
      await call(routeKey, event);
    } catch {
      const message = { message: 'Internal server error', connectionId, requestId };
      if (connection.isOpen) connection.send(JSON.stringify(message));
    }
  }

  async function settled(): Promise<void> {
    while (open.size + underWay.size > 0) {
      await Promise.allSettled(underWay);
      await sleep(5);
    }
  }

  return {
    handleUpgrade: (request, socket, head) => {
      server.handleUpgrade(request, socket, head, (webSocket) => {
        const identity = admitted.get(request)?.identity;
        if (identity) serve(webSocket, identity);
      });
    },
    find: (connectionId) => {
      const connection = open.get(connectionId);
      return connection?.isOpen ? connection : undefined;
    },
    stop: async () => {
      isStopping = true;
      for (const connection of open.values()) connection.end(1001, 'Going away');
      // Not every client answers the closing handshake.
      const cut = setTimeout(() => {
        for (const socket of server.clients) socket.terminate();
      }, limits.closeMs);
      const late = new Error('Functions of sockets did not end in time');
      await within(limits.drainMs, settled(), late).catch(() => log(late.message));
      clearTimeout(cut);
      server.close();
    },
  };
}

/** `$request.body.action`, where it names a route; `$default` for anything else. */
function routeOf(text: string): string {
  try {
    const { action } = JSON.parse(text) ?? {};
    return typeof action === 'string' && !action.startsWith('$') && routes.has(action) ? action : '$default';
  } catch {
    return '$default';
  }
}

/** What `$connect` returned, its header names in lower case; a 502 where it is no answer. */
function answerOf(result: unknown): { statusCode: number; headers: Record<string, string> } {
  const { statusCode, headers = {} } = (result ?? {}) as { statusCode?: unknown; headers?: Record<string, unknown> };
  if (typeof statusCode !== 'number') return { statusCode: 502, headers: {} };
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  return { statusCode, headers: Object.fromEntries(lower) };
}

type Done = (isOk: boolean, status?: number, message?: string, headers?: Record<string, string>) => void;

function finishHandshake(status: number, done: Done): void {
  const message = JSON.stringify({ message: STATUS_CODES[status] ?? 'Refused' });
  if (status >= 200 && status <= 299) done(true);
  else done(false, status, message, { 'Content-Type': 'application/json' });
}
