import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { Adapter, ApiVersion } from '../../contract/versions/version.ts';
import type { Caller, Resource } from '../../domain/access.ts';
import type { Actor } from '../../domain/events.ts';
import type { HttpEvent } from '../request.ts';

/** What the middlewares find out about a request, in their order. */
export interface RequestState {
  requestId: string;
  /** The client's address. */
  ip: string;
  startedAt: number;
  /** The version that the client speaks, and how that differs in this operation. */
  version: ApiVersion;
  adapter: Adapter;
  caller?: Caller;
  /** What the caller was refused. */
  refused?: Resource;
  /** Headers that tell how the caller's rate limit stands. */
  limits?: Record<string, string>;
  /** What is taken of that limit for the requests to come. */
  renewal?: Promise<void>;
  /** What is put down of this request meanwhile; never fails. */
  trail?: Promise<void>;
  input: { params: object; query: object; body: unknown };
}

/** The caller of a request, as events tell of them. */
export function actorOf({ requestId, ip }: RequestState, { userId }: Caller): Actor {
  return { userId, requestId, ip };
}

/** The Lambda context, carrying the request's state from middleware to middleware (middy's own way). */
export interface RequestContext extends Context {
  request: RequestState;
}

/** A middleware of the one chain around every handler. */
export type Middleware = MiddlewareObj<HttpEvent, APIGatewayProxyStructuredResultV2, Error, RequestContext>;
