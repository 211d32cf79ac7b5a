import type { IncomingMessage, ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { ErrorCode } from '../../shared/contract/errors.ts';
import { allOperations } from '../../shared/contract/index.ts';
import { edgeError, maxBodyBytes, refusalOf, withoutTrailingSlash } from '../../shared/manifest/edge.ts';
import { newId } from '../../shared/platform/ids.ts';
import type { Invoke } from '../invoke.ts';
import { within } from '../within.ts';
import { type BoardOptions, createBoard } from './board.ts';
import { readBody, refuse } from './body.ts';
import { createDocs } from './docs.ts';
import { explain } from './explain.ts';
import { sendMessage, sendResult } from './http-answer.ts';
import { httpEvent } from './http-event.ts';
import type { GatewayLimits } from './limits.ts';
import { createRouter } from './routes.ts';

interface HttpOptions {
  invoke: Invoke;
  limits: GatewayLimits;
  log: (line: string) => void;
  docsFolder: string | undefined;
  board: BoardOptions | undefined;
  /** Known once the server listens. */
  publicUrl: () => string;
}

export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** The edge and, behind it, the documentation, the board and the HTTP API. */
export function createHttp({
  invoke,
  limits,
  log,
  docsFolder,
  board: boardOptions,
  publicUrl,
}: HttpOptions): HttpHandler {
  const findRoute = createRouter(allOperations);
  const docs = createDocs(docsFolder);
  const board = boardOptions && createBoard(boardOptions);

  return async (request, response) => {
    const { method, url = '/', headers } = request;
    const sentPath = url.split('?', 1)[0] ?? '/';
    const refuseWith = (code: ErrorCode) => {
      const timestamp = new Date().toISOString();
      const about = { requestId: newId('req'), timestamp, publicUrl: publicUrl(), allowedOrigin: headers.origin };
      return refuse(request, response, edgeError(code, about), limits.lingerMs);
    };
    const refusal = refusalOf(sentPath, Number(headers['content-length']));
    if (refusal) return refuseWith(refusal);
    if ((await docs(request, response)) || (await board?.(request, response))) return undefined;
    if (headers.expect) response.writeContinue();
    const body = await readBody(request, maxBodyBytes);
    if (!body) return refuseWith('PAYLOAD_TOO_LARGE');
    const path = withoutTrailingSlash(sentPath);
    const match = findRoute(method ?? 'GET', path);
    const query = url.slice(sentPath.length + 1);
    return callApi(match.functionId, httpEvent(request, { path, query }, match, body), response);
  };

  async function callApi(functionId: string, event: APIGatewayProxyEventV2, response: ServerResponse): Promise<void> {
    const { origin } = event.headers;
    if (isAbove(limits.functionBytes, event)) return sendMessage(response, 413, 'Request Entity Too Large', origin);
    const late = new Error(`No answer within ${limits.integrationTimeoutMs} ms`);
    try {
      const result = await within(limits.integrationTimeoutMs, invoke(functionId, event), late);
      if (isAbove(limits.functionBytes, result)) throw new Error('The result is larger than Lambda returns');
      return sendResult(response, result);
    } catch (error) {
      log(`${functionId} failed: ${explain(error)}`);
      if (error === late) return sendMessage(response, 503, 'Service Unavailable', origin);
      return sendMessage(response, 500, 'Internal Server Error', origin);
    }
  }
}

function isAbove(limit: number, payload: unknown): boolean {
  return Buffer.byteLength(JSON.stringify(payload) ?? '') > limit;
}
