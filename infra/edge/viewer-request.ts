import {
  addressHeader,
  channelOfSocketPath,
  type EdgeAnswer,
  edgeError,
  refusalOf,
  withoutTrailingSlash,
} from '../../shared/manifest/edge.ts';

/** Both are put in by the bundler. */
declare const socketStage: string;
declare const origins: readonly string[];

type Fields = Record<string, { value: string }>;

/** What CloudFront hands to a viewer-request function. */
export interface ViewerRequestEvent {
  context: { requestId: string };
  viewer: { ip: string };
  request: { method: string; uri: string; querystring: Fields; headers: Fields };
}

/** An answer that CloudFront gives itself; the request goes no further. */
export interface ViewerResponse {
  statusCode: number;
  headers: Fields;
  body?: string;
}

/** Runs in front of every request. CloudFront calls it by this name. */
export function handler(event: ViewerRequestEvent): ViewerRequestEvent['request'] | ViewerResponse {
  const { request, viewer } = event;
  const { uri, headers } = request;
  const refusal = refusalOf(uri, Number(headers['content-length']?.value));
  if (refusal !== undefined) return response(refuse(event, refusal));
  headers[addressHeader] = { value: viewer.ip };

  if (uri === '/ws' || uri.startsWith('/ws/')) return toSockets(event);
  if (uri === '/docs' || uri.startsWith('/docs/')) return toDocs(request);
  request.uri = withoutTrailingSlash(uri);
  return request;
}

/** The channel to listen to at once is in the path alone: `/ws` has none, whatever its query says. */
function toSockets(event: ViewerRequestEvent): ViewerRequestEvent['request'] | ViewerResponse {
  const { request } = event;
  const channel = channelOfSocketPath(request.uri);
  if (channel !== undefined) request.querystring.channel = { value: channel };
  else if (withoutTrailingSlash(request.uri) === '/ws') delete request.querystring.channel;
  else return response(refuse(event, 'NOT_FOUND'));
  request.uri = `/${socketStage}`;
  return request;
}

function toDocs(request: ViewerRequestEvent['request']): ViewerRequestEvent['request'] | ViewerResponse {
  const { uri } = request;
  const last = uri.slice(uri.lastIndexOf('/') + 1);
  // relative links in a page hold only where its address ends with a slash
  if (last !== '' && !last.includes('.')) return { statusCode: 301, headers: { location: { value: `${uri}/` } } };
  if (last === '') request.uri = `${uri}index.html`;
  return request;
}

function refuse({ context, request }: ViewerRequestEvent, code: Parameters<typeof edgeError>[0]): EdgeAnswer {
  const { host, origin } = request.headers;
  return edgeError(code, {
    requestId: `req_${context.requestId}`,
    timestamp: new Date().toISOString(),
    publicUrl: `https://${host?.value}`,
    allowedOrigin: origin && origins.includes(origin.value) ? origin.value : undefined,
  });
}

function response({ statusCode, headers, body }: EdgeAnswer): ViewerResponse {
  const fields: Fields = {};
  for (const name in headers) fields[name] = { value: headers[name] ?? '' };
  return { statusCode, headers: fields, body };
}
