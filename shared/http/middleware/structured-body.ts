import httpJsonBodyParser from '@middy/http-json-body-parser';
import { ApiError } from '../../contract/errors.ts';
import { bodyTypeOf, bodyTypesOf, isMessagePack, unsupportedMediaType } from '../formats.ts';
import { type HttpEvent, header } from '../request.ts';
import type { Middleware } from './chain.ts';

const json = httpJsonBodyParser() as unknown as { before(request: { event: HttpEvent }): void };

const isJson = (type: string) => /^application\/([a-z0-9.+-]+\+)?json$/.test(type);

async function messagePack({ body, isBase64Encoded }: HttpEvent): Promise<unknown> {
  if (!body || !isBase64Encoded) throw new ApiError('MALFORMED_BODY', 'A body of MessagePack is required.');
  const { decodeMessagePack } = await import('../message-pack.ts');
  return decodeMessagePack(Buffer.from(body, 'base64'));
}

/**
 * Reads a body that is JSON or MessagePack.
 * @throws UNSUPPORTED_MEDIA_TYPE, MALFORMED_BODY, PAYLOAD_TOO_LARGE
 */
export const structuredBody: Middleware = {
  async before(request) {
    const { event } = request;
    const coding = header(event, 'content-encoding') ?? 'identity';
    if (coding.trim().toLowerCase() !== 'identity') {
      const headers = { 'accept-encoding': 'identity' };
      throw new ApiError('UNSUPPORTED_MEDIA_TYPE', 'Bodies are read as they are: send this one uncompressed.', {
        headers,
      });
    }
    const type = bodyTypeOf(event);
    // nothing was sent, as `curl -X POST` does: no field is, and some bodies need none
    if (type === '' && !event.body) Object.assign(event, { body: {} });
    else if (isMessagePack(type)) Object.assign(event, { body: await messagePack(event) });
    else if (isJson(type)) json.before(request);
    else throw unsupportedMediaType(bodyTypesOf(event.requestContext.http.method));
  },
};
