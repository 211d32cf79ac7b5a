import { ApiError } from '../../contract/errors.ts';
import { bodyTypeOf, unsupportedMediaType } from '../formats.ts';
import type { Middleware } from './chain.ts';

/** Text that does not come from UTF-8 was read by a gateway with these in place of what it could not read. */
const unreadable = '\ufffd';

const notUtf8 = 'The body is not UTF-8. A spreadsheet saves a list so as "CSV UTF-8".';

function decoded(body: string, isBase64Encoded: boolean): string {
  if (!isBase64Encoded) return body;
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.from(body, 'base64'));
}

/**
 * Reads a body that is text of one media type; gateways hand over some texts in base64.
 * @throws UNSUPPORTED_MEDIA_TYPE, and MALFORMED_BODY for nothing, or what is not UTF-8
 */
export function textBody(mediaType: string): Middleware {
  return {
    before({ event }) {
      if (bodyTypeOf(event) !== mediaType) throw unsupportedMediaType([mediaType]);
      const text = decoded(event.body ?? '', event.isBase64Encoded);
      if (text.trim() === '') throw new ApiError('MALFORMED_BODY', `A body of ${mediaType} is required.`);
      if (text.includes(unreadable)) throw new ApiError('MALFORMED_BODY', notUtf8);
      event.body = text;
    },
  };
}
