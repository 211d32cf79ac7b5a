import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Starts listening. @throws a sentence about the port when something else has it. */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  } catch (error) {
    if (!hasCode(error, 'EADDRINUSE')) throw error;
    const message = `Port ${port} is already in use. Stop what uses it, or choose another one with PORT.`;
    throw Object.assign(new Error(message, { cause: error }), { code: 'EADDRINUSE' });
  }
}

/**
 * Listens on both addresses of `localhost`, so that clients reach us whichever they try first; on IPv4 alone where the
 * machine has no IPv6. Port 0 takes one that is free on both.
 */
export async function listenOnLoopback(servers: { v4: Server; v6: Server }, port: number): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const taken = await listen(servers.v4, '127.0.0.1', port);
    try {
      await listen(servers.v6, '::1', taken);
      return taken;
    } catch (error) {
      if (hasCode(error, 'EADDRNOTAVAIL') || hasCode(error, 'EAFNOSUPPORT')) return taken;
      servers.v4.close();
      if (port !== 0 || attempt === 10 || !hasCode(error, 'EADDRINUSE')) throw error;
    }
  }
}

/** Lets requests under way finish for a while, then ends all connections. */
export async function close(server: Server, drainMs: number): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  // A connection that was busy is kept alive after its answer otherwise.
  const sweep = setInterval(() => server.closeIdleConnections(), 10);
  const force = setTimeout(() => server.closeAllConnections(), drainMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(force);
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
