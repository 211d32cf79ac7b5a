import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { addressHeader } from '../../shared/manifest/edge.ts';
import { gatewayId, logTime } from './aws-forms.ts';
import type { RouteMatch } from './routes.ts';

/** Headers that belong to one hop, and those that the event carries elsewhere. */
const notPassedOn = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'cookie',
]);

/** What the HTTP API takes for text, as seen in AWS; `application/merge-patch+json` or forms are base64 there. */
const textTypes = /^(text\/|application\/(json|xml|javascript)\s*(;|$))/i;

/** The event that an HTTP API gives to a function (payload format 2.0). */
export function httpEvent(
  request: IncomingMessage,
  address: { path: string; query: string },
  match: RouteMatch,
  body: Buffer,
): APIGatewayProxyEventV2 {
  const now = new Date();
  // The HTTP API alone, of all of AWS's gateways, decodes it.
  const path = decodeURIComponent(address.path);
  const query = parameters(address.query);
  const cookies = request.headers.cookie?.split(/; */).filter(Boolean);
  const isText = textTypes.test(request.headers['content-type'] ?? '');
  return {
    version: '2.0',
    routeKey: match.routeKey,
    rawPath: path,
    rawQueryString: address.query,
    ...(cookies ? { cookies } : {}),
    headers: headersOf(request, body),
    ...(query ? { queryStringParameters: query } : {}),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: {
        method: request.method ?? 'GET',
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: gatewayId(),
      routeKey: match.routeKey,
      stage: '$default',
      time: logTime(now),
      timeEpoch: now.getTime(),
    },
    ...(match.pathParameters ? { pathParameters: match.pathParameters } : {}),
    ...(body.length > 0 ? { body: body.toString(isText ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

function headersOf(request: IncomingMessage, body: Buffer): Record<string, string> {
  const sent = Object.entries(request.headersDistinct).filter(([name]) => !notPassedOn.has(name));
  const own = Object.fromEntries(sent.map(([name, values = []]) => [name, values.join(',')]));
  const forwardedFor = own['x-forwarded-for'];
  const address = request.socket.remoteAddress ?? '';
  return {
    ...own,
    // A chunked body has arrived as a whole by now.
    ...(request.headers['transfer-encoding'] ? { 'content-length': String(body.length) } : {}),
    [addressHeader]: address,
    'x-forwarded-for': forwardedFor ? `${forwardedFor}, ${address}` : address,
    'x-forwarded-port': String(request.socket.localPort ?? ''),
    'x-forwarded-proto': 'http',
  };
}

function parameters(query: string): Record<string, string> | undefined {
  const search = new URLSearchParams(query);
  const names = [...new Set(search.keys())];
  return names.length > 0 ? Object.fromEntries(names.map((name) => [name, search.getAll(name).join(',')])) : undefined;
}
