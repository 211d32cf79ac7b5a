import type { ChannelMessage } from './generated/types.ts';

/** What a subscriber hears. */
export interface Subscriber {
  /** Each message once, in the order of the channel. */
  onMessage(message: ChannelMessage): void;
  /** Too much was missed: the lists are to be read again; messages go on from now. */
  onResync?: (() => void) | undefined;
  /** The channel cannot be heard, or not any more. */
  onLost?: ((reason: string) => void) | undefined;
  /** The number to begin after, perhaps by the channel's newest; that one itself, unless it is said. */
  after?: number | ((head: number) => number) | undefined;
}

/** How far one subscriber is. */
export interface Position {
  /** The last number it has; undefined before it is known where to begin. */
  readonly last: number | undefined;
  /** Tells the newest number, to whoever does not know yet where to begin. */
  begin(head: number): void;
  offer(message: ChannelMessage): void;
  /** What was missed cannot be had. */
  skipTo(head: number): void;
  lose(reason: string): void;
}

/** So many messages that came too early are kept; what is beyond comes again by asking. */
const mostHeld = 1_000;

/** A mistake in a callback is its page's, and must not stop the others. */
function calling(callback: () => void): void {
  try {
    callback();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** Puts in order what may come twice, late, or after a gap. */
export function createPosition(subscriber: Subscriber): Position {
  let last: number | undefined;
  const held = new Map<number, ChannelMessage>();

  function deliver(): void {
    for (;;) {
      const next = held.get((last ?? 0) + 1);
      if (!next) return;
      held.delete(next.seq);
      last = next.seq;
      calling(() => subscriber.onMessage(next));
    }
  }

  return {
    get last() {
      return last;
    },
    begin(head) {
      if (last !== undefined) return;
      const { after = head } = subscriber;
      last = Math.max(0, typeof after === 'function' ? after(head) : after);
      for (const seq of held.keys()) if (seq <= last) held.delete(seq);
      deliver();
    },
    offer(message) {
      if (last !== undefined && message.seq <= last) return;
      if (held.size < mostHeld || message.seq === (last ?? -1) + 1) held.set(message.seq, message);
      if (last !== undefined) deliver();
    },
    skipTo(head) {
      if (last === head) return;
      last = head;
      held.clear();
      calling(() => subscriber.onResync?.());
    },
    lose: (reason) => calling(() => subscriber.onLost?.(reason)),
  };
}
