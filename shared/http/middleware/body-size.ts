import { ApiError } from '../../contract/errors.ts';
import type { Middleware } from './chain.ts';

/**
 * Refuses bodies larger than the operation takes, before they are read.
 * @throws PAYLOAD_TOO_LARGE
 */
export function bodySize(maxBytes: number): Middleware {
  return {
    before({ event: { body = '', isBase64Encoded } }) {
      const bytes = isBase64Encoded ? (body.length * 3) / 4 : Buffer.byteLength(body);
      if (bytes > maxBytes) throw new ApiError('PAYLOAD_TOO_LARGE', `A body has at most ${maxBytes / 1024} KB here.`);
    },
  };
}
