import { setTimeout as sleep } from 'node:timers/promises';
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

/** No answer waits longer than this for what goes on beside its request. */
const patienceMs = 500;

/** Lambda stops whatever is under way after an answer: waits for it, but not long, and whatever becomes of it. */
export async function awaitBriefly(work: Promise<unknown> | undefined): Promise<void> {
  if (work === undefined) return;
  await Promise.race([work.catch(() => undefined), sleep(patienceMs, undefined, { ref: false })]);
}

/** What a middleware has of a request that was answered. */
export interface Answered {
  event: HttpEvent;
  context: RequestContext;
  response: { headers?: Record<string, unknown> } | null | undefined;
}

/** Adds headers to an answer, where there is one already. */
export function addHeaders({ response }: Answered, headers: Record<string, string> | undefined): void {
  if (response) response.headers = { ...response.headers, ...headers };
}

/** The Lambda context, carrying the request's state from middleware to middleware (middy's own way). */
export interface RequestContext extends Context {
  request: RequestState;
}

/** A middleware of the one chain around every handler. */
export type Middleware = MiddlewareObj<HttpEvent, APIGatewayProxyStructuredResultV2, Error, RequestContext>;
