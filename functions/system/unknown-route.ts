import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ApiError } from '../../shared/contract/errors.ts';
import { methodsAt } from '../../shared/contract/routes.ts';
import { type HttpEvent, requestIdOf } from '../../shared/http/request.ts';
import { errorResult, preflight } from '../../shared/http/responses.ts';
import { logger } from '../../shared/platform/logger.ts';

/** Everything no route takes: browsers' preflights, methods an address does not have, and addresses there are none of. */
export async function handler(event: HttpEvent): Promise<APIGatewayProxyStructuredResultV2> {
  const { method, path } = event.requestContext.http;
  const methods = methodsAt(path);
  if (method === 'OPTIONS' && methods.length > 0) return preflight(event, methods);

  const error =
    methods.length > 0
      ? new ApiError('METHOD_NOT_ALLOWED', `${method} is not possible here.`, {
          headers: { allow: methods.join(', ') },
        })
      : new ApiError('NOT_FOUND', 'There is nothing at this address. The API is described at /docs.');
  const requestId = requestIdOf(event);
  logger.info('request', { requestId, operation: 'unknownRoute', status: error.status });
  return errorResult(event, requestId, error);
}
