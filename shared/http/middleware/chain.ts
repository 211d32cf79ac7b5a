import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { Caller } from '../../domain/access.ts';
import type { HttpEvent } from '../request.ts';

/** What the middlewares find out about a request, in their order. */
export interface RequestState {
  requestId: string;
  /** The client's address. */
  ip: string;
  startedAt: number;
  caller?: Caller;
  input: { params: object; query: object; body: unknown };
}

/** The Lambda context, carrying the request's state from middleware to middleware (middy's own way). */
export interface RequestContext extends Context {
  request: RequestState;
}

/** A middleware of the one chain around every handler. */
export type Middleware = MiddlewareObj<HttpEvent, APIGatewayProxyStructuredResultV2, Error, RequestContext>;
