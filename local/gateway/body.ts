import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EdgeAnswer } from '../../shared/manifest/edge.ts';

/** Reads a body; undefined as soon as it is longer than the limit. */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
      } else {
        // What follows is read by whoever refuses it.
        chunks.length = 0;
        request.removeAllListeners('data');
        resolve(undefined);
      }
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
  });
}

/**
 * Answers before the body is read, and closes the connection so that the client can read the answer: closing with
 * unread bytes resets it. So the whole answer goes out, and what still comes is thrown away for a while.
 */
export async function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  answer: EdgeAnswer,
  lingerMs: number,
): Promise<void> {
  const headers = { ...answer.headers, 'content-length': Buffer.byteLength(answer.body), connection: 'close' };
  response.writeHead(answer.statusCode, headers);
  const isWaiting = request.headers.expect !== undefined;
  if (!request.complete && !isWaiting) {
    response.write(answer.body);
    request.resume();
    await once(request, 'end', { signal: AbortSignal.timeout(lingerMs) }).catch(() => undefined);
    response.end();
  } else {
    response.end(answer.body);
  }
}
