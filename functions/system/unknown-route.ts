import middy from '@middy/core';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ApiError } from '../../shared/contract/errors.ts';
import { methodsAt } from '../../shared/contract/routes.ts';
import { checkEdge } from '../../shared/http/edge.ts';
import type { Middleware, RequestContext } from '../../shared/http/middleware/chain.ts';
import { errorEnvelope } from '../../shared/http/middleware/error-envelope.ts';
import { limitHeaders } from '../../shared/http/middleware/rate-limit.ts';
import { requestLog } from '../../shared/http/middleware/request-log.ts';
import { noSuchAddress } from '../../shared/http/nearest-route.ts';
import { admit, anonymous } from '../../shared/http/rate-limits.ts';
import { type HttpEvent, header } from '../../shared/http/request.ts';
import { optionsResult, preflight } from '../../shared/http/responses.ts';

const isPreflight = (event: HttpEvent): boolean =>
  event.requestContext.http.method === 'OPTIONS' && header(event, 'access-control-request-method') !== undefined;

/** Whoever looks for addresses is counted as a stranger, whatever they send: to know better would cost reads. */
const limit: Middleware = {
  async before({ event, context: { request } }) {
    // no page sees how a limit stands after a preflight, and the request itself is counted
    if (!isPreflight(event)) await admit(request, anonymous(request), {});
  },
};

async function answer(event: HttpEvent, { request }: RequestContext): Promise<APIGatewayProxyStructuredResultV2> {
  if (isPreflight(event)) return preflight(event);
  const { method, path } = event.requestContext.http;
  const methods = methodsAt(path);
  // one that has the method came otherwise than it is decoded here: with an encoded slash, or two of them
  if (methods.length === 0 || (method !== 'OPTIONS' && methods.includes(method))) throw noSuchAddress(method, path);
  const allow = methods.join(', ');
  if (method === 'OPTIONS') return optionsResult(event, request.requestId, allow);
  const message = `${method} is not possible here, but these are: ${allow}.`;
  throw new ApiError('METHOD_NOT_ALLOWED', message, { headers: { allow } });
}

/** Everything no route takes: browsers' preflights, methods an address does not have, and addresses there are none of. */
export const handler = middy<HttpEvent, APIGatewayProxyStructuredResultV2, Error, RequestContext>()
  .use([limitHeaders, errorEnvelope, requestLog('unknownRoute'), { before: ({ event }) => checkEdge(event) }, limit])
  .handler(answer);
