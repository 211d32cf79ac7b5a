import { ApiError } from '../../contract/errors.ts';
import { bodyTypeOf, unsupportedMediaType } from '../formats.ts';
import type { HttpEvent } from '../request.ts';
import type { Middleware } from './chain.ts';

/** Text that does not come from UTF-8 was read by a gateway with these in place of what it could not read. */
const unreadable = '\ufffd';

/**
 * The text of a body; gateways hand over some texts in base64.
 * @param instead how what stands for the unreadable can be sent where it is meant
 * @throws MALFORMED_BODY for what is not UTF-8
 */
export function textOf({ body = '', isBase64Encoded }: HttpEvent, instead = ''): string {
  const text = isBase64Encoded
    ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.from(body, 'base64'))
    : body;
  if (text.includes(unreadable)) throw new ApiError('MALFORMED_BODY', `The body is not UTF-8.${instead}`);
  return text;
}

/**
 * Reads a body that is text of one media type.
 * @throws UNSUPPORTED_MEDIA_TYPE, and MALFORMED_BODY for nothing, or what is not UTF-8
 */
export function textBody(mediaType: string): Middleware {
  return {
    before({ event }) {
      if (bodyTypeOf(event) !== mediaType) throw unsupportedMediaType([mediaType]);
      const text = textOf(event, ' A spreadsheet saves a list so as "CSV UTF-8".');
      if (text.trim() === '') throw new ApiError('MALFORMED_BODY', `A body of ${mediaType} is required.`);
      event.body = text;
    },
  };
}
