import type { IncomingMessage } from 'node:http';
import { addressHeader } from '../../shared/manifest/edge.ts';
import { gatewayId, logTime } from './aws-forms.ts';

/** What the events of one socket have in common. */
export interface SocketIdentity {
  connectionId: string;
  connectedAt: number;
  sourceIp: string;
  userAgent: string;
}

interface SocketRequestContext {
  routeKey: string;
  eventType: 'CONNECT' | 'MESSAGE' | 'DISCONNECT';
  messageDirection: 'IN';
  messageId?: string;
  disconnectStatusCode?: number;
  disconnectReason?: string;
  connectionId: string;
  connectedAt: number;
  requestId: string;
  extendedRequestId: string;
  requestTime: string;
  requestTimeEpoch: number;
  domainName: string;
  stage: string;
  apiId: string;
  identity: { sourceIp: string; userAgent: string };
}

/** An event as a WebSocket API gives it to a function. */
export interface SocketEvent {
  headers?: Record<string, string>;
  multiValueHeaders?: Record<string, string[]>;
  queryStringParameters?: Record<string, string>;
  multiValueQueryStringParameters?: Record<string, string[]>;
  requestContext: SocketRequestContext;
  body?: string;
  isBase64Encoded: false;
}

/** `$connect`: the handshake, with the channel that the edge read from the path. */
export function connectEvent(
  identity: SocketIdentity,
  request: IncomingMessage,
  query: string,
  channel: string | undefined,
): SocketEvent {
  const search = new URLSearchParams(query);
  if (channel) search.set('channel', channel);
  const queries = group([...search]);
  const sent = pairs(request.rawHeaders).filter(([name]) => name.toLowerCase() !== addressHeader);
  const headers = group([...sent, [addressHeader, identity.sourceIp]]);
  return {
    headers: lastOf(headers),
    multiValueHeaders: headers,
    ...(search.size > 0 ? { queryStringParameters: lastOf(queries), multiValueQueryStringParameters: queries } : {}),
    requestContext: requestContext(identity, '$connect', 'CONNECT'),
    isBase64Encoded: false,
  };
}

export function messageEvent(identity: SocketIdentity, routeKey: string, body: string): SocketEvent {
  const context = { ...requestContext(identity, routeKey, 'MESSAGE'), messageId: gatewayId() };
  return { requestContext: context, body, isBase64Encoded: false };
}

export function disconnectEvent(identity: SocketIdentity, statusCode: number, reason: string): SocketEvent {
  const headers = { Host: ['localhost'], 'x-api-key': [''], 'X-Forwarded-For': [''], 'x-restapi': [''] };
  const context = requestContext(identity, '$disconnect', 'DISCONNECT');
  return {
    headers: lastOf(headers),
    multiValueHeaders: headers,
    requestContext: { ...context, disconnectStatusCode: statusCode, disconnectReason: reason },
    isBase64Encoded: false,
  };
}

function requestContext(
  identity: SocketIdentity,
  routeKey: string,
  eventType: SocketRequestContext['eventType'],
): SocketRequestContext {
  const { connectionId, connectedAt, sourceIp, userAgent } = identity;
  const now = new Date();
  const requestId = gatewayId();
  return {
    routeKey,
    eventType,
    messageDirection: 'IN',
    connectionId,
    connectedAt,
    requestId,
    extendedRequestId: requestId,
    requestTime: logTime(now),
    requestTimeEpoch: now.getTime(),
    domainName: 'localhost',
    stage: 'live',
    apiId: 'local',
    identity: { sourceIp, userAgent },
  };
}

/** Node gives raw headers as name, value, name, value; WebSocket APIs keep the case of names. */
function pairs(flat: readonly string[]): [string, string][] {
  const names = flat.filter((_, index) => index % 2 === 0);
  return names.map((name, index) => [name, flat[index * 2 + 1] ?? '']);
}

function group(entries: readonly (readonly [string, string])[]): Record<string, string[]> {
  const groups = Map.groupBy(entries, ([name]) => name);
  return Object.fromEntries([...groups].map(([name, members]) => [name, members.map(([, value]) => value)]));
}

function lastOf(groups: Record<string, string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, values]) => [name, values.at(-1) ?? '']));
}
