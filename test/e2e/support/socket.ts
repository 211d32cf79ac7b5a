import { once } from 'node:events';
import WebSocket from 'ws';
import { stack } from './stack.ts';

/** Of any shape. */
type Message = ReturnType<typeof JSON.parse>;

export interface Listener {
  /** Everything that came, frames taken apart. */
  messages: Message[];
  send(message: unknown): void;
  /** The first message, past or future, that fits. */
  until(fits: (message: Message) => boolean, timeoutMs?: number): Promise<Message>;
  closed: Promise<{ code: number; reason: string }>;
  close(): void;
}

/** Opens a socket as a client does. @throws with the status when it is refused */
export async function listen(path: string, headers: Record<string, string> = {}): Promise<Listener> {
  const { url } = await stack();
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, { headers });
  const messages: Message[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (data, isBinary) => {
    if (isBinary) throw new Error('A binary message');
    const message = JSON.parse(String(data)) as Message;
    messages.push(...(message.type === 'frame' ? message.messages : [message]));
    for (const look of waiting) look();
  });
  const closed = once(socket, 'close').then(([code, reason]) => ({ code: code as number, reason: String(reason) }));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('unexpected-response', (_, response) => {
      reject(Object.assign(new Error(`Refused: ${response.statusCode}`), { status: response.statusCode }));
      response.resume();
    });
    socket.on('error', reject);
  });
  return {
    ...{ messages, closed },
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    close: () => socket.close(),
    until: (fits, timeoutMs = 10_000) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`No such message in ${timeoutMs} ms, only ${JSON.stringify(messages).slice(0, 2_000)}`));
        }, timeoutMs);
        const look = () => {
          const found = messages.find(fits);
          if (found === undefined) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}
