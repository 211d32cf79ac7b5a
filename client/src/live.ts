import { backoff } from './backoff.ts';
import { type Channel, createChannel } from './channel.ts';
import type { Client } from './client.ts';
import { type Connection, connect, type ServerMessage } from './connection.ts';
import { SignedOutError } from './errors.ts';
import type { ChannelMessage } from './generated/types.ts';
import { createPosition, type Subscriber } from './subscription.ts';

/** `waiting` for the next try; `ended` with the session. */
export type LiveStatus = 'idle' | 'connecting' | 'open' | 'waiting' | 'ended';

/** What is listened to. */
export interface Subscription {
  readonly channel: string;
  /** The last number that was heard. */
  readonly last: number | undefined;
  /** Ends the listening. */
  close(): void;
}

/** Live updates: one socket for all that is listened to. */
export interface Live {
  readonly status: LiveStatus;
  /** @returns ends the listening */
  onStatus(listener: (status: LiveStatus) => void): () => void;
  /** Listens to `user:{userId}` or `project:{projectId}`. */
  subscribe(channel: string, subscriber: Subscriber): Subscription;
  /** At once, instead of at the next try, and after signing in again. */
  connect(): void;
  /** Ends all listening, for good. */
  close(): void;
}

/** Sockets end after two hours: another is opened between these, before that. */
const renewAfter = 100 * 60_000;
const renewWithin = 10 * 60_000;

/** `CONFLICT`: the socket has all the channels that it may have. */
const isRefusal = (code: string) => ['NOT_FOUND', 'FORBIDDEN', 'CONFLICT'].includes(code);

type Listen = (type: 'online' | 'offline', listener: () => void) => void;
type Events = { addEventListener?: Listen; removeEventListener?: Listen };

/** Opens the one socket when something is to be heard, and keeps it open. */
export function createLive(client: Client): Live {
  const { platform, token } = client.context;
  const { clock, random } = platform;
  const channels = new Map<string, Channel>();
  const listeners = new Set<(status: LiveStatus) => void>();
  let status: LiveStatus = 'idle';
  let current: Connection | undefined;
  let opening: Connection | undefined;
  let timer: unknown;
  let tries = 0;

  function become(next: LiveStatus): void {
    if (status === next) return;
    status = next;
    for (const listener of listeners) listener(next);
  }

  function later(ms: number): void {
    clock.clearTimeout(timer);
    timer = clock.setTimeout(open, ms);
  }

  function open(): void {
    clock.clearTimeout(timer);
    opening?.close();
    if (channels.size === 0) return;
    if (!current) become('connecting');
    const own = connect(client, {
      onOpen: () => takeOver(own),
      onMessage: hear,
      onEnd: (error) => afterEnd(own, error),
    });
    opening = own;
  }

  /** Another socket is there: everything is asked for on it, and the last one is not needed any more. */
  function takeOver(own: Connection): void {
    opening = undefined;
    current?.close();
    current = own;
    become('open');
    later(renewAfter + renewWithin * random());
    for (const channel of channels.values()) channel.ask();
  }

  function afterEnd(own: Connection, error: unknown): void {
    if (own === opening) opening = undefined;
    if (own === current) {
      current = undefined;
      for (const channel of channels.values()) channel.rest();
    }
    if (error instanceof SignedOutError) {
      finish();
      return;
    }
    if (!current) become('waiting');
    if (!opening) tryLater();
  }

  function tryLater(): void {
    later(backoff(tries, random, { base: 500, most: 30_000 }));
    tries += 1;
  }

  function finish(): void {
    stop();
    become('ended');
  }

  function stop(): void {
    clock.clearTimeout(timer);
    for (const channel of channels.values()) channel.rest();
    for (const connection of [opening, current]) connection?.close();
    opening = undefined;
    current = undefined;
  }

  /** The session may be over, or only this sign-in of it: a new token tells. */
  async function afterSession(): Promise<void> {
    stop();
    become('waiting');
    const known = await token();
    const next = known === undefined ? undefined : await token(known);
    if (next === undefined) finish();
    else open();
  }

  function drop(name: string, reason: string): void {
    const channel = channels.get(name);
    channels.delete(name);
    channel?.rest();
    for (const position of channel?.positions ?? []) position.lose(reason);
  }

  function hear(message: ServerMessage): void {
    tries = 0;
    if ('seq' in message) channels.get(message.channel)?.onMessage(message);
    else hearOfSocket(message);
  }

  function hearOfSocket(message: Exclude<ServerMessage, ChannelMessage>): void {
    switch (message.type) {
      case 'frame':
        for (const one of message.messages) channels.get(one.channel)?.onMessage(one);
        break;
      case 'pong':
        for (const [name, head] of Object.entries(message.heads)) channels.get(name)?.onHead(head);
        break;
      case 'unsubscribed':
        if (message.reason !== undefined) drop(message.channel, message.reason);
        // let go of and listened to again, and the API has taken the one after the other
        else channels.get(message.channel)?.ask();
        break;
      case 'sessionEnded':
        afterSession().catch(() => later(backoff(tries, random)));
        break;
      case 'error':
        if (message.channel !== undefined && isRefusal(message.error.code))
          drop(message.channel, message.error.message);
        break;
      default:
        channels.get(message.channel)?.onAnswer(message.type, message.head);
    }
  }

  /** What looks open after a sleep or a change of network may not be. */
  function check(): void {
    if (current) current.send({ action: 'ping' });
    else if (!opening && status !== 'ended') open();
  }

  /** The browser knows sooner than a socket that nothing gets through; where it errs, the next try tells. */
  function cut(): void {
    if (!current && !opening) return;
    stop();
    become('waiting');
    tryLater();
  }

  const { addEventListener, removeEventListener } = globalThis as Events;
  addEventListener?.('online', check);
  addEventListener?.('offline', cut);

  return {
    get status() {
      return status;
    },
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    subscribe(name, subscriber) {
      const position = createPosition(subscriber);
      const channel = channels.get(name) ?? createChannel(name, clock, (message) => current?.send(message));
      channels.set(name, channel);
      channel.positions.add(position);
      if (current) channel.ask();
      else if (!opening && status !== 'waiting') open();
      return {
        channel: name,
        get last() {
          return position.last;
        },
        close() {
          channel.positions.delete(position);
          if (channel.positions.size > 0 || channels.get(name) !== channel) return;
          channel.rest();
          channels.delete(name);
          current?.send({ action: 'unsubscribe', channel: name });
          if (channels.size > 0) return;
          stop();
          become('idle');
        },
      };
    },
    connect: () => (current ? check() : open()),
    close() {
      removeEventListener?.('online', check);
      removeEventListener?.('offline', cut);
      stop();
      channels.clear();
      become('idle');
    },
  };
}
