import type { FetchLike, SocketClass } from '../../../client/src/platform.ts';

/** A client that leaves out a header. */
export const without =
  (header: string): FetchLike =>
  (url, { headers, ...init }) =>
    fetch(url, { ...init, headers: Object.fromEntries(Object.entries(headers).filter(([name]) => name !== header)) });

/** A client that asks for what it missed once on each socket, and sees no gap after that. */
class BlindSocket extends WebSocket {
  #hasAsked = false;

  override send(text: string): void {
    const isResume = text.includes('"resume"');
    if (!isResume || !this.#hasAsked) super.send(text);
    this.#hasAsked ||= isResume;
  }
}
export const blindSocket = BlindSocket as unknown as SocketClass;
