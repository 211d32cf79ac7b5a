import type { FetchLike, SocketClass, SocketLike } from '../../../client/src/platform.ts';
import { type FakeAnswer, type FakeApi, feed } from './fake-api.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What goes wrong, each with its probability. */
export interface Faults {
  /** A request does not arrive. */
  cut: number;
  /** It arrives and is done, but the answer is lost. */
  lost: number;
  /** No answer, ever; done or not. */
  hang: number;
  throttled: number;
  unavailable: number;
  /** A push does not arrive. */
  pushLost: number;
  /** It arrives twice. */
  pushTwice: number;
  /** A socket closes with a push. */
  socketCloses: number;
  /** A socket carries nothing any more, and looks open. */
  halfOpen: number;
}

export const noFaults: Faults = {
  ...{ cut: 0, lost: 0, hang: 0, throttled: 0, unavailable: 0 },
  ...{ pushLost: 0, pushTwice: 0, socketCloses: 0, halfOpen: 0 },
};

/** Between one client and the API: slow, and as bad as it is told to be. */
export function fakeNetwork(clock: VirtualClock, api: FakeApi, random: () => number) {
  const state = { isDown: false, faults: noFaults, sent: [] as string[] };
  const happens = (fault: keyof Faults) => random() < state.faults[fault];

  const response = ({ status, body, headers = {} }: FakeAnswer) => ({
    status,
    headers: new Headers({ 'content-type': 'application/json', ...headers }),
    arrayBuffer: async () => {
      const bytes = new TextEncoder().encode(body === undefined ? '' : JSON.stringify(body));
      return bytes.buffer as ArrayBuffer;
    },
  });

  const fetch: FetchLike = (url, { method, headers, body, signal }) => {
    const { pathname, searchParams } = new URL(url);
    const path = pathname.replace('/api/v1', '');
    return new Promise((resolve, reject) => {
      const fail = () => reject(new TypeError('fetch failed'));
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      if (signal.aborted) return reject(signal.reason);
      state.sent.push(`${method} ${path}`);
      if (state.isDown || happens('cut')) return void clock.after(20, fail);
      if (happens('throttled'))
        return void clock.after(20, () =>
          resolve(response({ ...api.failure(429, 'RATE_LIMITED'), headers: { 'retry-after': '1' } })),
        );
      if (happens('unavailable')) return void clock.after(20, () => resolve(response(api.failure(503, 'UNAVAILABLE'))));
      const isHanging = happens('hang');
      if (isHanging && random() < 0.5) return;
      clock.after(10 + 60 * random(), () => {
        const answer = api.handle({
          ...{ method, path, query: searchParams, headers },
          body: typeof body === 'string' ? JSON.parse(body) : {},
        });
        if (isHanging) return;
        clock.after(10 + 60 * random(), happens('lost') || state.isDown ? fail : () => resolve(response(answer)));
      });
    });
  };

  const sockets = new Set<{ drop(): void; say(message: object): void }>();

  class FakeSocket implements SocketLike {
    onopen: SocketLike['onopen'] = null;
    onmessage: SocketLike['onmessage'] = null;
    onerror: SocketLike['onerror'] = null;
    onclose: SocketLike['onclose'] = null;
    #isOpen = false;
    #isHalf = false;
    #isListening = false;

    constructor(url: string) {
      const ticket = new URL(url).searchParams.get('ticket') ?? '';
      clock.after(30, () => {
        if (state.isDown || api.redeem(ticket) === undefined) return this.onclose?.({} as never);
        this.#isOpen = true;
        sockets.add(this);
        api.listeners.add(this.push);
        this.onopen?.({} as never);
      });
    }

    push = (message: object) => {
      if (this.#isListening) this.#post(message, true);
    };

    #post(message: object, isPush = false): void {
      if (happens('halfOpen')) this.#isHalf = true;
      if (isPush && happens('pushLost')) return;
      const times = isPush && happens('pushTwice') ? 2 : 1;
      for (let time = 0; time < times; time++) {
        // pushes overtake each other
        clock.after(5 + (isPush ? 80 * random() : 5), () => {
          if (this.#isOpen && !this.#isHalf && !state.isDown)
            this.onmessage?.({ data: JSON.stringify(message) } as never);
        });
      }
      if (happens('socketCloses')) this.drop();
    }

    say(message: object): void {
      this.#post(message);
    }

    drop(): void {
      if (!this.#isOpen) return;
      this.close();
      clock.after(5, () => this.onclose?.({} as never));
    }

    close(): void {
      this.#isOpen = false;
      sockets.delete(this);
      api.listeners.delete(this.push);
    }

    send(text: string): void {
      if (!this.#isOpen || this.#isHalf || state.isDown) return;
      const { action, channel, after } = JSON.parse(text) as { action: string; channel?: string; after: number };
      // what is sent together is not taken in its order
      clock.after(action === 'unsubscribe' ? 30 : 15, () => {
        const head = api.log.length;
        if (action === 'ping') this.#post({ type: 'pong', heads: this.#isListening ? { [feed]: head } : {} });
        if (channel !== feed) return;
        if (action === 'unsubscribe') {
          this.#isListening = false;
          this.#post({ type: 'unsubscribed', channel });
        }
        if (action !== 'subscribe' && action !== 'resume') return;
        this.#isListening = true;
        if (action === 'subscribe') return this.#post({ type: 'subscribed', channel: feed, head });
        if (after > head || after < api.forgotten.until)
          return this.#post({ type: 'resyncRequired', channel: feed, head });
        const messages = api.log.slice(after);
        if (messages.length > 0) this.#post({ type: 'frame', channel: feed, messages });
        this.#post({ type: 'resumed', channel: feed, head });
      });
    }
  }

  return {
    ...{ state, fetch },
    WebSocket: FakeSocket as SocketClass,
    say: (message: object) => {
      for (const socket of sockets) socket.say(message);
    },
    dropSockets: () => {
      for (const socket of sockets) socket.drop();
    },
  };
}
