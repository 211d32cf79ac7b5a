import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';

export interface SocketClient {
  socket: WebSocket;
  /** What came in, as text. */
  received: string[];
  /** Code and reason of the end. */
  closed: Promise<{ code: number; reason: string }>;
}

/** An open socket; rejects with the answer's status where the handshake is refused. */
export async function openSocket(
  url: string,
  options: { protocols?: string[]; headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<SocketClient> {
  const { protocols = [], headers = {}, signal } = options;
  const socket = new WebSocket(url.replace('http', 'ws'), protocols, { headers });
  signal?.addEventListener('abort', () => socket.terminate());
  onTestFinished(() => socket.terminate());
  const received: string[] = [];
  socket.on('message', (data) => received.push(data.toString()));
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  await once(socket, 'open');
  return { socket, received, closed };
}

/** The answer to a handshake that is refused. */
export async function refusedHandshake(url: string): Promise<{ status: number; body: string }> {
  const socket = new WebSocket(url.replace('http', 'ws'));
  socket.on('error', () => undefined);
  const [, response] = await once(socket, 'unexpected-response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, body: Buffer.concat(chunks).toString() };
}
