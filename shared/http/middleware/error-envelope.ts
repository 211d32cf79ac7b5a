import { toApiError } from '../errors.ts';
import { errorResult } from '../responses.ts';
import type { Middleware } from './chain.ts';

/** Anything thrown becomes the one error shape. */
export const errorEnvelope: Middleware = {
  onError(request) {
    request.response = errorResult(request.event, request.context.request.requestId, toApiError(request.error));
  },
};
