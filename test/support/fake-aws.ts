import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as a service of AWS gets it. */
export interface AwsRequest {
  method: string;
  path: string;
  /** As in `GetItem`; empty for REST services. */
  operation: string;
  body: string;
}

interface Answer {
  status?: number;
  body?: object;
}

export interface FakeAws {
  endpoint: string;
  requests: AwsRequest[];
  /** How many connections were opened to it. */
  connections: () => number;
  stop(): Promise<void>;
}

async function read(request: IncomingMessage): Promise<AwsRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const target = String(request.headers['x-amz-target'] ?? '');
  const operation = target.slice(target.indexOf('.') + 1);
  return { method: request.method ?? '', path: request.url ?? '', operation, body: Buffer.concat(chunks).toString() };
}

/** Answers as some service of AWS would, and keeps what it was asked. */
export async function startFakeAws(answer: (request: AwsRequest) => Answer | Promise<Answer>): Promise<FakeAws> {
  const requests: AwsRequest[] = [];
  let connections = 0;
  const server = createServer(async (incoming, response) => {
    const request = await read(incoming);
    requests.push(request);
    const { status = 200, body = {} } = await answer(request);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    connections: () => connections,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
