import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ApiError } from '../../shared/contract/errors.ts';
import { methodsAt } from '../../shared/contract/routes.ts';
import { checkEdge } from '../../shared/http/edge.ts';
import { toApiError } from '../../shared/http/errors.ts';
import { type HttpEvent, requestIdOf } from '../../shared/http/request.ts';
import { errorResult, preflight } from '../../shared/http/responses.ts';
import { logger } from '../../shared/platform/logger.ts';

function answer(event: HttpEvent): APIGatewayProxyStructuredResultV2 {
  checkEdge(event);
  const { method, path } = event.requestContext.http;
  const methods = methodsAt(path);
  if (methods.length === 0) {
    throw new ApiError('NOT_FOUND', 'There is nothing at this address. The API is described at /docs.');
  }
  if (method === 'OPTIONS') return preflight(event, methods);
  const headers = { allow: methods.join(', ') };
  throw new ApiError('METHOD_NOT_ALLOWED', `${method} is not possible here.`, { headers });
}

/** Everything no route takes: browsers' preflights, methods an address does not have, and addresses there are none of. */
export async function handler(event: HttpEvent): Promise<APIGatewayProxyStructuredResultV2> {
  try {
    return answer(event);
  } catch (error) {
    const requestId = requestIdOf(event);
    const refusal = toApiError(error);
    logger.info('request', { requestId, operation: 'unknownRoute', status: refusal.status });
    return await errorResult(event, requestId, refusal);
  }
}
