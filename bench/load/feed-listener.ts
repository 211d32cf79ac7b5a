import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import type { ChannelMessage } from '../../shared/contract/realtime.ts';

/** How long a message may be ahead of one that is missing before that is asked for: pushes overtake each other. */
const patienceMs = 500;
/** What is not answered in this time is asked for again, and not before. */
const answerMs = 30_000;
const mostTries = 20;

/** A client that keeps to docs/realtime.md, and counts. */
export interface FeedListener {
  /** The last number that it has, with all before it. */
  last: number;
  /** Texts that came over the socket. */
  posts: number;
  /** How often it had to ask for what was missing. */
  resumes: number;
  /** How often it had to open another socket, or to try again to open one. */
  reconnects: number;
  /** Opens a socket: with `last` above 0 it goes on from there, else from now. */
  connect(): Promise<void>;
  /** As when a network goes away. */
  cut(): void;
  /** Asks for the rest, if there is one. */
  ping(): void;
}

interface ListenerOptions {
  address: string;
  token: string;
  channel: string;
  /** Makes a message of a text; listeners in one process need not all do it again. */
  parse?(text: string): ReturnType<typeof JSON.parse>;
  /** Told of each message, once. */
  heard(message: ChannelMessage): void;
}

export function createFeedListener({
  address,
  token,
  channel,
  parse = JSON.parse,
  heard,
}: ListenerOptions): FeedListener {
  let socket: WebSocket | undefined;
  let timer: NodeJS.Timeout | undefined;
  const ahead = new Map<number, ChannelMessage>();
  const send = (message: object) => socket?.readyState === WebSocket.OPEN && socket.send(JSON.stringify(message));
  function resume(): void {
    timer = undefined;
    if (ahead.size === 0) return;
    listener.resumes += 1;
    timer = setTimeout(resume, answerMs);
    send({ action: 'resume', channel, after: listener.last });
  }

  function answered(): void {
    clearTimeout(timer);
    timer = ahead.size > 0 ? setTimeout(resume, patienceMs) : undefined;
  }

  function take(message: ChannelMessage): void {
    if (message.seq <= listener.last || ahead.has(message.seq)) return;
    heard(message);
    ahead.set(message.seq, message);
    while (ahead.delete(listener.last + 1)) listener.last += 1;
    if (ahead.size > 0) timer ??= setTimeout(resume, patienceMs);
  }

  function hear(message: ReturnType<typeof JSON.parse>): void {
    if (message.type === 'frame') message.messages.forEach(take);
    else if (message.seq !== undefined) take(message);
    else if (message.type === 'subscribed') listener.last = message.head;
    else if (message.type === 'resumed') answered();
    else if (message.type === 'pong' && message.heads[channel] > listener.last && !timer) {
      timer = setTimeout(resume, answerMs);
      send({ action: 'resume', channel, after: listener.last });
    }
  }

  /** Opens one socket; resolves when what it listens to is known. */
  async function open(): Promise<void> {
    const opened = new WebSocket(address, { headers: { authorization: `Bearer ${token}` } });
    socket = opened;
    const { last } = listener;
    opened.on('open', () =>
      send(last === 0 ? { action: 'subscribe', channel } : { action: 'resume', channel, after: last }),
    );
    await new Promise<void>((resolve, reject) => {
      opened.on('error', reject);
      opened.on('close', () => reject(new Error('The socket was closed')));
      opened.on('message', (data) => {
        listener.posts += 1;
        const message = parse(String(data));
        hear(message);
        if (message.type === 'resumed' || message.type === 'subscribed') resolve();
        if (message.type === 'resyncRequired' || message.type === 'error') reject(new Error(String(data)));
      });
    });
    // the server has ended it, as it does with sockets that read too slowly
    opened.on('close', () => {
      if (wanted && socket === opened) listener.connect().catch(() => {});
    });
  }

  let wanted = false;
  /** Tries until a socket is open, more and more slowly; at most for half a minute or so. */
  async function comeBack(): Promise<void> {
    for (let tries = 1; wanted; tries++) {
      socket?.terminate();
      listener.reconnects += 1;
      await sleep(Math.random() * 500 * 2 ** Math.min(tries, 4));
      const outcome = await open().catch((error: Error) => error);
      if (!outcome) return;
      if (tries === mostTries) throw outcome;
    }
  }

  const listener: FeedListener = {
    ...{ last: 0, posts: 0, resumes: 0, reconnects: 0 },
    async connect() {
      const again = wanted;
      wanted = true;
      if (!again) await open().catch(comeBack);
      else await comeBack();
    },
    cut() {
      wanted = false;
      clearTimeout(timer);
      timer = undefined;
      socket?.terminate();
    },
    ping: () => void send({ action: 'ping' }),
  };
  return listener;
}
