import { Agent, request as send } from 'node:http';

export interface HttpRequest {
  method: string;
  path: string;
  token?: string | undefined;
  headers?: Record<string, string>;
  body?: unknown;
}

export interface HttpAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  /** Of the body. */
  bytes: number;
}

/** Sends a request over connections that are kept, and gives the whole answer. */
export type HttpClient = (request: HttpRequest) => Promise<HttpAnswer>;

/** A client for one address with as many connections as are needed at once. */
export function createHttpClient(url: string): HttpClient {
  const agent = new Agent({ keepAlive: true });
  return ({ method, path, token, headers, body }) =>
    new Promise((resolve, reject) => {
      const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
      const request = send(`${url}${path}`, {
        method,
        agent,
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(payload !== undefined && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(payload),
          }),
          ...headers,
        },
      });
      request.once('error', reject);
      request.once('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          const bytes = Buffer.concat(chunks);
          const { statusCode: status = 0, headers: answered } = response;
          resolve({ status, headers: answered, text: bytes.toString(), bytes: bytes.length });
        });
      });
      request.end(payload);
    });
}
