import type { Client } from './client.ts';
import type { ChannelMessage } from './generated/types.ts';
import type { SocketLike } from './platform.ts';

/** What a server sends, beside messages of channels. */
export type ServerMessage =
  | { type: 'frame'; channel: string; messages: ChannelMessage[] }
  | { type: 'subscribed' | 'resumed' | 'resyncRequired'; channel: string; head: number }
  | { type: 'unsubscribed'; channel: string; reason?: string }
  | { type: 'pong'; heads: Record<string, number> }
  | { type: 'sessionEnded'; reason: string }
  | { type: 'error'; channel?: string; error: { code: string; message: string } }
  | ChannelMessage;

/** What a client sends. */
export type ClientMessage =
  | { action: 'subscribe' | 'unsubscribe'; channel: string }
  | { action: 'resume'; channel: string; after: number }
  | { action: 'ping' };

/** One socket, from its opening to its end. */
export interface Connection {
  send(message: ClientMessage): void;
  /** Ends it, and says nothing of that. */
  close(): void;
}

interface Listener {
  onOpen(): void;
  onMessage(message: ServerMessage): void;
  /** Told once, when it could not be opened too. */
  onEnd(error?: unknown): void;
}

/** A gateway closes what says nothing for ten minutes; what is dead is to be noticed sooner. */
const pingEvery = 120_000;
/** So long may an answer take, and the opening. */
const patience = 10_000;

/** Opens a socket by a ticket. One that does not answer a ping is given up. */
export function connect({ auth, context }: Client, listener: Listener): Connection {
  const { clock, WebSocket } = context.platform;
  let socket: SocketLike | undefined;
  let isOver = false;
  let timer = clock.setTimeout(end, patience * 2);

  function wait(ms: number, then: () => void): void {
    clock.clearTimeout(timer);
    timer = clock.setTimeout(then, ms);
  }

  function close(): void {
    isOver = true;
    clock.clearTimeout(timer);
    socket?.close();
  }

  function end(error?: unknown): void {
    if (isOver) return;
    close();
    listener.onEnd(error);
  }

  function send(message: ClientMessage): void {
    if (isOver) return;
    if (message.action === 'ping') wait(patience, end);
    try {
      socket?.send(JSON.stringify(message));
    } catch (error) {
      end(error);
    }
  }

  /** Whatever is heard shows that it lives. */
  const restUntilPing = () => wait(pingEvery, () => send({ action: 'ping' }));

  function open({ ticket }: { ticket: string }): void {
    if (isOver) return;
    const opened = new WebSocket(`${context.webSocketUrl}?ticket=${encodeURIComponent(ticket)}`);
    socket = opened;
    wait(patience, end);
    opened.onopen = () => {
      if (isOver) return opened.close();
      restUntilPing();
      listener.onOpen();
    };
    opened.onmessage = ({ data }: { data: unknown }) => {
      if (isOver) return;
      restUntilPing();
      listener.onMessage(JSON.parse(String(data)) as ServerMessage);
    };
    opened.onerror = () => end();
    opened.onclose = () => end();
  }

  auth.createWebsocketTicket({ timeoutMs: patience }).then(open).catch(end);
  return { send, close };
}
