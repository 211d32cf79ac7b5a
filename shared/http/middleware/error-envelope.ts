import { inWordsOf, toApiError } from '../errors.ts';
import { errorResult } from '../responses.ts';
import type { Middleware } from './chain.ts';

/** Anything thrown becomes the one error shape. */
export const errorEnvelope: Middleware = {
  async onError(request) {
    const { requestId, adapter } = request.context.request;
    request.response = await errorResult(request.event, requestId, inWordsOf(adapter, toApiError(request.error)));
  },
};
