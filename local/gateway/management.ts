import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isSigned } from './aws-forms.ts';
import { readBody } from './body.ts';
import type { Connection } from './connection.ts';
import type { GatewayLimits } from './limits.ts';
import type { Sockets } from './sockets.ts';

/** The management API of sockets (`POST`, `GET`, `DELETE /@connections/{connectionId}`), as SDK clients speak it. */
export function createManagement(sockets: Sockets, limits: GatewayLimits) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!isSigned(request.headers.authorization)) return fail(response, 403, 'ForbiddenException', 'Forbidden');
    const body = await readBody(request, limits.socketMessageBytes);
    const path = request.url?.split('?')[0] ?? '';
    const connection = sockets.find(decodeURIComponent(path.replace('/@connections/', '')));
    if (!connection) return fail(response, 410, 'GoneException', '410');
    if (request.method === 'GET') return describe(response, connection);
    if (request.method === 'DELETE') {
      connection.end(1000, 'Connection Closed Normally');
      response.writeHead(204).end();
      return undefined;
    }
    if (!body) return fail(response, 413, 'PayloadTooLargeException', 'Payload too large');
    if (!isUtf8(body)) return fail(response, 400, 'BadRequestException', 'Only text can be sent');
    if (connection.backlog > limits.socketBacklogBytes) {
      return fail(response, 429, 'LimitExceededException', 'The client does not read what was sent before');
    }
    connection.send(body.toString());
    response.writeHead(200).end();
    return undefined;
  };
}

function describe(response: ServerResponse, { identity, lastActiveAt }: Connection): void {
  const { connectedAt, sourceIp, userAgent } = identity;
  const description = {
    connectedAt: new Date(connectedAt).toISOString(),
    lastActiveAt: new Date(lastActiveAt).toISOString(),
    identity: { sourceIp, userAgent },
  };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(description));
}

function fail(response: ServerResponse, statusCode: number, type: string, message: string): void {
  const headers = { 'content-type': 'application/json', 'x-amzn-errortype': type };
  response.writeHead(statusCode, headers).end(JSON.stringify({ message }));
}
