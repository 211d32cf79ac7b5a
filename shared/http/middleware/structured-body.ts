import httpJsonBodyParser from '@middy/http-json-body-parser';
import { ApiError } from '../../contract/errors.ts';
import { bodyTypeOf, bodyTypesOf, isMessagePack, unsupportedMediaType } from '../formats.ts';
import { checkJsonExtent } from '../json-extent.ts';
import { type HttpEvent, header } from '../request.ts';
import type { Middleware } from './chain.ts';
import { textOf } from './text-body.ts';

const json = httpJsonBodyParser() as unknown as { before(request: { event: HttpEvent }): void };

/** JSON of any kind, but not patches of a kind that is not read here: they say something else than the same JSON. */
const isJson = (type: string, method: string) =>
  /^application\/([a-z0-9.+-]+\+)?json$/.test(type) &&
  (!type.endsWith('patch+json') || bodyTypesOf(method).includes(type));

function readJson(request: { event: HttpEvent }): void {
  const { event } = request;
  if (event.body) {
    const text = textOf(event, ' U+FFFD stands for what could not be read; where it is meant, send it as \\ufffd.');
    checkJsonExtent(text);
    // some programs begin with a byte order mark, which RFC 8259 lets us pass over
    Object.assign(event, { body: text.replace(/^\ufeff/, ''), isBase64Encoded: false });
  }
  json.before(request);
}

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
    else if (isJson(type, event.requestContext.http.method)) readJson(request);
    else throw unsupportedMediaType(bodyTypesOf(event.requestContext.http.method));
  },
};
