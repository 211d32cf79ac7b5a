import type { WebSocket } from 'ws';
import type { GatewayLimits } from './limits.ts';
import type { SocketIdentity } from './socket-event.ts';

/** One open socket, with the two clocks that end it. */
export class Connection {
  readonly identity: SocketIdentity;
  lastActiveAt = Date.now();
  readonly #socket: WebSocket;
  readonly #idle: NodeJS.Timeout;
  readonly #life: NodeJS.Timeout;
  /** Why we ended it; what the client then says about it is an echo. */
  #ended: { code: number; reason: string } | undefined;

  constructor(socket: WebSocket, identity: SocketIdentity, limits: GatewayLimits) {
    this.identity = identity;
    this.#socket = socket;
    const goingAway = () => this.end(1001, 'Going away');
    this.#idle = setTimeout(goingAway, limits.socketIdleMs);
    this.#life = setTimeout(goingAway, limits.socketLifeMs);
  }

  /** Something was sent or received: the idle clock starts anew. */
  touch(): void {
    this.lastActiveAt = Date.now();
    this.#idle.refresh();
  }

  /** Sends a text frame. */
  send(text: string): void {
    this.touch();
    this.#socket.send(text);
  }

  /** Bytes that wait because the client does not read. */
  get backlog(): number {
    return this.#socket.bufferedAmount;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  end(code: number, reason: string): void {
    this.#ended ??= { code, reason };
    this.#socket.close(code, reason);
  }

  /** The code and reason that `$disconnect` gets, given those of the closing handshake. */
  closed(code: number, reason: string): { code: number; reason: string } {
    clearTimeout(this.#idle);
    clearTimeout(this.#life);
    if (this.#ended) return this.#ended;
    return { code, reason: code === 1005 ? 'Client-side close frame status not set' : reason };
  }
}
