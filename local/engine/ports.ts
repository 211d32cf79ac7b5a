import { createServer } from 'node:http';
import { listen } from '../gateway/listen.ts';
import { StartProblem } from './start-problem.ts';

/** A port of the loopback interface that nothing listens on. */
export function freePort(): Promise<number> {
  return listenOnce(0);
}

/** Throws a StartProblem when the port cannot be had; 0 always can. */
export async function requirePort(port: number): Promise<void> {
  await listenOnce(port).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') throw new StartProblem(error.message);
    throw new StartProblem(`Port ${port} cannot be used (${error.code}): choose another one with PORT.`);
  });
}

async function listenOnce(wished: number): Promise<number> {
  const server = createServer();
  const port = await listen(server, '127.0.0.1', wished);
  return new Promise((resolve) => server.close(() => resolve(port)));
}
