import { declared } from '../../contract/versions/find-version.ts';
import { countMetric, logger } from '../../platform/logger.ts';
import { addressOf } from '../edge.ts';
import { toApiError } from '../errors.ts';
import { requestIdOf } from '../request.ts';
import type { Middleware, RequestState } from './chain.ts';

function log(
  operationId: string,
  { requestId, ip, startedAt, caller, version }: RequestState,
  status: number,
  error?: Error,
): void {
  const milliseconds = Math.round(performance.now() - startedAt);
  const line = {
    ...{ requestId, operation: operationId, apiVersion: version.name, status, milliseconds },
    ...(caller && { studio: caller.studio, userId: caller.userId }),
  };
  countMetric('LatencyMilliseconds', milliseconds, { operation: operationId });
  if (status >= 500) {
    countMetric('ServerErrors', 1, { operation: operationId });
    logger.error('request failed', { ...line, ...(error && { error }) });
  } else if (status === 401 || status === 403) {
    logger.warn('security: request refused', { ...line, ip });
  } else {
    logger.info('request', line);
  }
}

/** The request's id, one metric and one log line. The stack of a surprise is in that line, and never in the answer. */
export function requestLog(operationId: string): Middleware {
  return {
    before({ event, context }) {
      context.request = {
        requestId: requestIdOf(event),
        ip: addressOf(event, event.requestContext.http.sourceIp),
        startedAt: performance.now(),
        version: declared,
        adapter: {},
        input: { params: {}, query: {}, body: undefined },
      };
    },
    after: ({ context, response }) => log(operationId, context.request, response?.statusCode ?? 200),
    onError: ({ context, error }) => log(operationId, context.request, toApiError(error).status, error ?? undefined),
  };
}
