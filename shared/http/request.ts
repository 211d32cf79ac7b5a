import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { newId } from '../platform/ids.ts';

/** A request as the HTTP API hands it to a function (payload format 2.0). */
export type HttpEvent = APIGatewayProxyEventV2;

const saneRequestId = /^[A-Za-z0-9][A-Za-z0-9_.:-]{7,99}$/;

/** Headers are in lower case over HTTP, and as they were sent with sockets. */
export interface WithHeaders {
  headers?: Readonly<Record<string, string | undefined>>;
}

/** A header by its name in lower case, whatever its case in the event. */
export function header({ headers = {} }: WithHeaders, name: string): string | undefined {
  return headers[name] ?? Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}

/** The caller's own `X-Request-Id` when it is sane, else a new one. */
export function requestIdOf(event: HttpEvent): string {
  const own = header(event, 'x-request-id');
  return own !== undefined && saneRequestId.test(own) ? own : newId('req');
}
