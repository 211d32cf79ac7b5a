import Negotiator from 'negotiator';
import { ApiError } from '../contract/errors.ts';
import { jsonType, mergePatchType, messagePackTypes } from '../contract/media-types.ts';
import type { Operation } from '../contract/operation.ts';
import { header, type WithHeaders } from './request.ts';

/** What structured answers can be, the default first; some clients also say how JSON is written. */
const offered = [jsonType, `${jsonType};charset=utf-8`, ...messagePackTypes];

function preferred(event: WithHeaders, types: readonly string[]): string | undefined {
  const accept = header(event, 'accept')?.trim();
  if (!accept || accept === '*/*' || accept === jsonType) return jsonType;
  return new Negotiator({ headers: { accept } }).mediaType(types);
}

/** The media type of whatever can be said in JSON, by `Accept` (RFC 9110 §12.5.1): an error is told in any case. */
export function structuredType(event: WithHeaders): string {
  const type = preferred(event, offered);
  return type && isMessagePack(type) ? type : `${jsonType}; charset=utf-8`;
}

export const isMessagePack = (type: string): boolean => messagePackTypes.some((name) => name === type);

/** The media type of a body, without its parameters. */
export function bodyTypeOf(event: WithHeaders): string {
  const [type = ''] = (header(event, 'content-type') ?? '').split(';');
  return type.trim().toLowerCase();
}

const supporting = (field: string, types: readonly string[]) => ({
  details: [
    { field, code: 'INVALID_VALUE' as const, message: 'Not supported here', suggestion: `One of: ${types.join(', ')}` },
  ],
});

/**
 * Refuses a request of which no answer could be read, before anything is done.
 * @throws NOT_ACCEPTABLE, with what can be answered
 */
export function checkAcceptable(event: WithHeaders, { answer }: Operation): void {
  const files = answer.kind === 'file' ? answer.types.filter((type) => type !== jsonType) : [];
  if (preferred(event, [...offered, ...files])) return;
  const types = [jsonType, ...messagePackTypes, ...files];
  const message = 'None of the media types in Accept can be answered with here.';
  throw new ApiError('NOT_ACCEPTABLE', message, supporting('Accept', types));
}

/** A body in a media type that is not read here; `Accept` of the answer says which are (RFC 9110 §15.5.16). */
export function unsupportedMediaType(types: readonly string[]): ApiError {
  return new ApiError('UNSUPPORTED_MEDIA_TYPE', `This media type is not read here. Send ${types.join(' or ')}.`, {
    ...supporting('Content-Type', types),
    headers: { accept: types.join(', ') },
  });
}

/** What structured bodies can be. */
export function bodyTypesOf(method: string): string[] {
  return [jsonType, ...(method === 'PATCH' ? [mergePatchType] : []), ...messagePackTypes];
}
