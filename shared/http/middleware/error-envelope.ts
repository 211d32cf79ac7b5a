import { toApiError } from '../errors.ts';
import { errorResult } from '../responses.ts';
import type { Middleware } from './chain.ts';

/** Anything thrown becomes the one error shape. */
export const errorEnvelope: Middleware = {
  async onError(request) {
    request.response = await errorResult(request.event, request.context.request.requestId, toApiError(request.error));
  },
};
