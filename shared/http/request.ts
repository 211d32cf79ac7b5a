import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { newId } from '../platform/ids.ts';

/** A request as the HTTP API hands it to a function (payload format 2.0). */
export type HttpEvent = APIGatewayProxyEventV2;

const saneRequestId = /^[A-Za-z0-9][A-Za-z0-9_.:-]{7,99}$/;

/** A header, whatever its case. */
export function header(event: HttpEvent, name: string): string | undefined {
  return event.headers?.[name.toLowerCase()];
}

/** The caller's own `X-Request-Id` when it is sane, else a new one. */
export function requestIdOf(event: HttpEvent): string {
  const own = header(event, 'x-request-id');
  return own !== undefined && saneRequestId.test(own) ? own : newId('req');
}
