import { once } from 'node:events';
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket, { WebSocketServer } from 'ws';

/** What can go wrong between a client and the API. */
const kinds = [
  /** A request does not arrive: its connection is cut. */
  'cut',
  /** It arrives and is done, but the connection is cut before the answer, or in the middle of it. */
  'lost',
  /** No answer, ever; done or not. */
  'hang',
  /** Request and answer take their time. */
  'delay',
  /** 429 with Retry-After. */
  'throttled',
  /** 503 of the API, which has done nothing. */
  'unavailable',
  /** 503 of whatever stands before the API, which has done it. */
  'gateway',
  /** The access token is an old one by the time it arrives. */
  'stale',
  /** A push does not arrive. */
  'pushLost',
  'pushTwice',
  /** It arrives after the next ones. */
  'pushLate',
  /** A socket is cut with a message. */
  'socketCut',
  /** A socket carries nothing any more, and looks open. */
  'halfOpen',
  /** The network is away, for all that is under way too. */
  'down',
] as const;

export type FaultKind = (typeof kinds)[number];
/** How probable each is, for a request or a message. */
export type FaultRates = Partial<Record<FaultKind, number>>;

export interface FaultyProxy {
  url: string;
  /** To be changed while it runs. */
  network: { isDown: boolean; rates: FaultRates };
  /** How often each has happened, and `requests` and `messages` in all. */
  counts: Record<FaultKind | 'requests' | 'messages', number>;
  dropSockets(): void;
  stop(): Promise<void>;
}

interface Answered {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Buffer;
}

const errorBody = (code: string) => ({
  error: { code, message: code, details: [], requestId: 'req_proxy', timestamp: new Date().toISOString(), docUrl: '' },
});

/** An error as the API tells it, or, without a code, as a gateway does. */
function refusal(status: number, code?: string): Answered {
  const body = Buffer.from(JSON.stringify(code ? errorBody(code) : { message: 'Service Unavailable' }));
  const retry = code === 'RATE_LIMITED' ? { 'retry-after': '1' } : {};
  return { status, headers: { 'content-type': 'application/json', 'content-length': body.length, ...retry }, body };
}

/**
 * Stands between one client and an API, for requests and sockets, and is as bad as it is told to be.
 * @param target as in `http://localhost:8080`
 * @param random from 0 to 1; decides what goes wrong
 * @param staleToken what stands for an access token whose time is over
 */
export async function faultyProxy(target: string, random: () => number, staleToken: string): Promise<FaultyProxy> {
  const network: FaultyProxy['network'] = { isDown: false, rates: {} };
  const counts = Object.fromEntries(
    ['requests', 'messages', ...kinds].map((kind) => [kind, 0]),
  ) as FaultyProxy['counts'];
  const sockets = new Set<{ cut(): void }>();

  function count(kind: FaultKind): true {
    counts[kind] += 1;
    return true;
  }
  const happens = (kind: FaultKind) => random() < (network.rates[kind] ?? 0) && count(kind);
  const isAway = () => network.isDown && count('down');

  async function forward({ method, url = '/', headers }: IncomingMessage, body: Buffer): Promise<Answered> {
    const sent: OutgoingHttpHeaders = { ...headers };
    if (headers.authorization && happens('stale')) sent.authorization = `Bearer ${staleToken}`;
    const onward = request(`${target}${url}`, { method, headers: sent }).end(body);
    const [answer] = (await once(onward, 'response')) as [IncomingMessage];
    return { status: answer.statusCode ?? 502, headers: answer.headers, body: await buffer(answer) };
  }

  function answer(response: ServerResponse, { status, headers, body }: Answered): void {
    response.writeHead(status, headers).end(body);
  }

  /** With the head and half of the body, or with nothing at all. */
  function loseAnswer(response: ServerResponse, { status, headers, body }: Answered): void {
    if (random() < 0.5) return void response.destroy();
    response.writeHead(status, headers);
    response.write(body.subarray(0, body.length / 2), () => response.destroy());
  }

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    counts.requests += 1;
    const body = await buffer(incoming);
    if (isAway() || happens('cut')) return void response.destroy();
    if (happens('throttled')) return answer(response, refusal(429, 'RATE_LIMITED'));
    if (happens('unavailable')) return answer(response, refusal(503, 'UNAVAILABLE'));
    const isHanging = happens('hang');
    if (isHanging && random() < 0.5) return;
    const isSlow = happens('delay');
    if (isSlow) await sleep(random() * 400);
    const answered = await forward(incoming, body);
    if (isHanging) return;
    if (isSlow) await sleep(random() * 400);
    if (isAway() || happens('lost')) return loseAnswer(response, answered);
    answer(response, happens('gateway') ? refusal(503) : answered);
  }

  const server = createServer((incoming, response) => {
    // whoever gives up does not hear of it any more
    handle(incoming, response).catch(() => response.destroy());
  });

  const listeners = new WebSocketServer({ noServer: true });
  server.on('upgrade', (incoming, stream, head) => {
    stream.on('error', () => stream.destroy());
    if (isAway() || happens('cut')) return void stream.destroy();
    const onward = new WebSocket(`${target.replace(/^http/, 'ws')}${incoming.url}`);
    onward.on('error', () => stream.destroy());
    stream.on('close', () => onward.terminate());
    // not before the API has let it in
    onward.once('open', () => listeners.handleUpgrade(incoming, stream, head, (near) => join(near, onward)));
  });

  function join(near: WebSocket, onward: WebSocket): void {
    let isHalf = false;
    const own = {
      cut() {
        sockets.delete(own);
        near.terminate();
        onward.terminate();
      },
    };
    sockets.add(own);

    function carry(to: WebSocket, text: string, isPush: boolean): void {
      counts.messages += 1;
      if (happens('socketCut')) own.cut();
      isHalf ||= happens('halfOpen');
      if (isHalf || !sockets.has(own) || network.isDown || (isPush && happens('pushLost'))) return;
      const times = isPush && happens('pushTwice') ? 2 : 1;
      const post = () => {
        if (!isHalf && to.readyState === WebSocket.OPEN) for (let time = 0; time < times; time++) to.send(text);
      };
      if (isPush && happens('pushLate')) setTimeout(post, 300 * random());
      else post();
    }

    near.on('message', (data) => carry(onward, String(data), false));
    // what answers the client is not lost without the socket
    onward.on('message', (data) => carry(near, String(data), String(data).includes('"seq"')));
    near.on('error', own.cut);
    near.on('close', own.cut);
    onward.on('close', () => {
      if (!isHalf) own.cut();
    });
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const dropSockets = () => {
    for (const socket of sockets) socket.cut();
  };
  return {
    ...{ network, counts, dropSockets, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    async stop() {
      dropSockets();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
