import { connect } from 'node:net';

/** Writes bytes to a port and gives back all that comes until the connection ends, however it ends. */
export function rawRequest(port: number, ...pieces: (string | Buffer)[]): Promise<{ text: string; error?: string }> {
  return new Promise((resolve) => {
    const received: Buffer[] = [];
    let error: string | undefined;
    const socket = connect(port, '127.0.0.1', () => {
      for (const piece of pieces) socket.write(piece);
    });
    socket.on('data', (chunk: Buffer) => received.push(chunk));
    socket.on('error', (problem: NodeJS.ErrnoException) => {
      error = problem.code;
    });
    socket.on('close', () => resolve({ text: Buffer.concat(received).toString(), ...(error ? { error } : {}) }));
  });
}
