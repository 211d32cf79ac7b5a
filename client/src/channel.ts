import type { ClientMessage } from './connection.ts';
import type { ChannelMessage } from './generated/types.ts';
import type { Clock } from './platform.ts';
import type { Position } from './subscription.ts';

/** One channel on whatever socket there is, for all who listen to it. */
export interface Channel {
  readonly positions: Set<Position>;
  /** Asks for what was missed; at a new socket, that is how it is listened to at all. */
  ask(): void;
  onMessage(message: ChannelMessage): void;
  /** How far the channel is. */
  onHead(head: number): void;
  /** An answer to what was asked. */
  onAnswer(type: 'subscribed' | 'resumed' | 'resyncRequired', head: number): void;
  /** Nothing more is awaited from the socket there was. */
  rest(): void;
}

/** An answer that does not come in this time is asked for again. */
const patience = 8_000;

/** Follows the numbers of one channel. */
export function createChannel(name: string, clock: Clock, send: (message: ClientMessage) => void): Channel {
  const positions = new Set<Position>();
  let asked: unknown;
  let askedAfter = 0;

  /** The number that all who have begun have; undefined where somebody has not. */
  function least(): number | undefined {
    const lasts = [...positions].map(({ last }) => last);
    return lasts.includes(undefined) ? undefined : Math.min(...(lasts as number[]));
  }

  function rest(): void {
    clock.clearTimeout(asked);
    asked = undefined;
  }

  function ask(): void {
    if (positions.size === 0) return;
    rest();
    asked = clock.setTimeout(ask, patience);
    const after = least();
    askedAfter = after ?? 0;
    send(after === undefined ? { action: 'subscribe', channel: name } : { action: 'resume', channel: name, after });
  }

  /** Those who had more already miss nothing, unless the channel itself went back. */
  function isMissing({ last }: Position, head: number): boolean {
    return last !== undefined && (last <= askedAfter || askedAfter > head);
  }

  function onHead(head: number): void {
    const after = least();
    // behind is what was missed; ahead of it, the API has other data than there was
    if (asked === undefined && after !== undefined && after !== head) ask();
  }

  return {
    positions,
    ask,
    rest,
    onHead,
    onMessage(message) {
      for (const position of positions) position.offer(message);
      const after = least();
      if (asked === undefined && after !== undefined && after < message.seq) ask();
    },
    onAnswer(type, head) {
      rest();
      for (const position of positions) {
        if (type === 'subscribed') position.begin(head);
        if (type === 'resyncRequired' && isMissing(position, head)) position.skipTo(head);
      }
      // pushed meanwhile, the newest may be ahead of what the answer knew
      if (least() === undefined || (least() as number) < head) ask();
    },
  };
}
