import middy from '@middy/core';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type * as z from 'zod';
import type { Pagination } from '../contract/envelope.ts';
import type { ErrorDetail } from '../contract/errors.ts';
import { matchesAny } from '../contract/etag.ts';
import {
  type BodyOf,
  type DataOf,
  defaultMaxBodyBytes,
  type Operation,
  type ParamsOf,
  type QueryOf,
} from '../contract/operation.ts';
import type { Permission } from '../contract/permissions.ts';
import type { ApiVersion } from '../contract/versions/version.ts';
import type { Once } from '../data/idempotency.ts';
import { authorize, type Caller, can, type Resource } from '../domain/access.ts';
import type { Actor } from '../domain/events.ts';
import { type Cursors, cursorsOf } from './cursors.ts';
import { checkEdge } from './edge.ts';
import { checkAcceptable } from './formats.ts';
import { answeredOnce } from './idempotency.ts';
import { authentication } from './middleware/authentication.ts';
import { bodySize } from './middleware/body-size.ts';
import { actorOf, type Middleware, type RequestContext, type RequestState } from './middleware/chain.ts';
import { errorEnvelope } from './middleware/error-envelope.ts';
import { input } from './middleware/input.ts';
import { addressLimit, limitHeaders } from './middleware/rate-limit.ts';
import { requestLog } from './middleware/request-log.ts';
import { securityTrail } from './middleware/security-trail.ts';
import { structuredBody } from './middleware/structured-body.ts';
import { textBody } from './middleware/text-body.ts';
import { deprecationHeaders, version } from './middleware/version.ts';
import { afterWrites } from './montu-after.ts';
import { expectedBy, lacksRevision, refuseUnconditional } from './preconditions.ts';
import { type HttpEvent, header } from './request.ts';
import { type FileReply, fileResult, type HttpResult, structuredResult } from './responses.ts';

/** What a handler has of a caller; nothing on public operations. */
interface SignedIn {
  caller: Caller;
  /** Of lists. */
  cursors: Cursors;
  /** For events: in which studio, who does it, from where; and how its answer is kept, where it has an `Idempotency-Key`. */
  change: { studio: string; actor: Actor; once?: Once };
  /**
   * Asks the access table whether the caller may do the operation's permission (or another one) to this.
   * @param because the fields for which it is asked, if it is for some
   * @throws NOT_FOUND for what they may not see, FORBIDDEN for what they may see but not do
   */
  allow(resource: Resource, permission?: Permission, because?: ErrorDetail[]): void;
  /** Whether it has to say in its body which revision each change is based on: no header does, and the studio asks. */
  lacksRevision(): Promise<boolean>;
  /** The same question for the rows of a list: those that it answers with false must be left out. */
  eachAllowed(permission?: Permission): (resource: Resource) => boolean;
}

/** What a handler is given: parsed input and who asks; nothing of HTTP. */
export type Request<O extends Operation> = {
  params: ParamsOf<O>;
  query: QueryOf<O>;
  body: BodyOf<O>;
  /** The revision in `If-Match`; 0 of what is not to be there yet. */
  ifMatch: number | undefined;
  /** Ids in `Montu-After`: writes that the answer must show. */
  mustSee: string[];
  requestId: string;
  ip: string;
  /** The version of the API that the client speaks. */
  apiVersion: ApiVersion;
} & (O['access'] extends 'public' ? unknown : SignedIn);

/** A field that is not declared has no type it could be. */
type NothingElse<Given, Declared> = Record<Exclude<keyof Given, keyof Declared>, never>;

/** What a handler returns, by the kind of its operation's answer: exactly what is declared. */
type Reply<O extends Operation, Given extends DataOf<O>> = O['answer']['kind'] extends 'list'
  ? { items: readonly (Given & NothingElse<Given, DataOf<O>>)[]; nextCursor?: string | undefined; total?: number }
  : O['answer'] extends { kind: 'file'; types: readonly (infer Type)[] }
    ? { type: Type; name: string; content: string | Given; nextCursor?: string | undefined }
    : O['answer']['kind'] extends 'empty'
      ? undefined
      : Given & NothingElse<Given, DataOf<O>>;

type HttpHandler = (event: HttpEvent, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

function requestOf(
  operation: Operation,
  event: HttpEvent,
  state: RequestState,
  { once, onAllowed }: { once: Once | undefined; onAllowed(): void },
) {
  const { caller, requestId, ip, input } = state;
  const common = {
    ...input,
    ...{ requestId, ip, apiVersion: state.version },
    ifMatch: expectedBy(operation, event),
    mustSee: afterWrites(header(event, 'montu-after')),
  };
  if (!caller) return common;
  return {
    ...common,
    caller,
    cursors: cursorsOf(operation, state, caller),
    change: { studio: caller.studio, actor: actorOf(state, caller), ...(once && { once }) },
    allow(resource: Resource, permission = operation.access as Permission, because: ErrorDetail[] = []) {
      state.refused = resource;
      authorize(caller, permission, resource, because);
      delete state.refused;
      onAllowed();
    },
    lacksRevision: () => lacksRevision(event, caller),
    eachAllowed(permission = operation.access as Permission) {
      onAllowed();
      return (resource: Resource) => can(caller, permission, resource);
    },
  };
}

/** Data as it is declared, in the words of the version that the client speaks. */
const inVersion = ({ adapter }: RequestState, data: unknown): unknown =>
  adapter.data ? adapter.data.down(data as never) : data;

/** What was parsed of frozen replies, which cannot change: pages of lists have the same rows again and again. */
const parsedReplies = new WeakMap<z.ZodType, WeakMap<object, unknown>>();

/** As declared: parsing drops whatever is not. */
function declared(schema: z.ZodType, reply: unknown): unknown {
  if (!(reply instanceof Object && Object.isFrozen(reply))) return schema.parse(reply);
  const known = parsedReplies.get(schema) ?? new WeakMap<object, unknown>();
  parsedReplies.set(schema, known);
  if (!known.has(reply)) known.set(reply, schema.parse(reply));
  return known.get(reply);
}

/** The same of what a handler returned. */
const shown = (schema: z.ZodType, state: RequestState, reply: unknown): unknown =>
  inVersion(state, declared(schema, reply));

function listBody(schema: z.ZodType, state: RequestState, reply: unknown): { data: unknown; pagination?: Pagination } {
  const { items, nextCursor, total } = reply as { items: unknown[]; nextCursor?: string; total?: number };
  const { adapter, input } = state;
  if (adapter.list) return { data: adapter.list(items.map((item) => schema.parse(item)) as never) };
  const pagination: Pagination = {
    limit: (input.query as { limit: number }).limit,
    ...(nextCursor !== undefined && { nextCursor }),
    hasMore: nextCursor !== undefined,
    ...(total !== undefined && { total }),
  };
  return { data: items.map((item) => shown(schema, state, item)), pagination };
}

/** Wraps what the handler returned, as its operation declares and the version has it. */
function answer(operation: Operation, event: HttpEvent, state: RequestState, reply: unknown): Promise<HttpResult> {
  const { requestId, version } = state;
  const { answer } = operation;
  if (answer.kind === 'empty') return structuredResult(event, requestId, { status: answer.status });
  if (answer.kind === 'bare') {
    const headers: Record<string, string> =
      answer.maxAge === undefined ? {} : { 'cache-control': `public, max-age=${answer.maxAge}` };
    return structuredResult(event, requestId, { status: answer.status, body: answer.data.parse(reply), headers });
  }
  if (answer.kind === 'file') {
    return fileResult(event, requestId, reply as FileReply, (content) => shown(answer.data, state, content));
  }
  const meta = { requestId, timestamp: new Date().toISOString(), apiVersion: version.name };
  const wrapped = <B extends { data: unknown }>(body: B) => (version.bare ? body.data : { ...body, meta });
  if (answer.kind === 'list') {
    const body = wrapped(listBody(answer.data, state, reply));
    return structuredResult(event, requestId, { status: answer.status, body });
  }
  const data = answer.data.parse(reply);
  const etag = answer.etag?.(data as never);
  const known = header(event, 'if-none-match');
  if (etag && operation.method === 'GET' && matchesAny(known, etag)) {
    // in the form that the client has it in, which is that of the answer it keeps
    const held = known?.includes(`W/${etag}`) ? `W/${etag}` : etag;
    return structuredResult(event, requestId, { status: 304, headers: { etag: held } });
  }
  return structuredResult(event, requestId, {
    status: answer.status,
    body: wrapped({ data: inVersion(state, data) }),
    headers: etag ? { etag } : {},
  });
}

/**
 * The function of an operation: the one middleware chain around a handler that takes parsed input and returns exactly
 * what the contract declares. Default-deny: where an operation needs a permission, an answer that nobody called `allow`
 * for never leaves.
 */
export function defineEndpoint<O extends Operation, Given extends DataOf<O>>(
  operation: O,
  handle: (request: Request<O>) => Promise<Reply<O, Given>>,
): HttpHandler {
  const { access, body, bodyType, id, maxBodyBytes = defaultMaxBodyBytes } = operation;
  const reader = bodyType ? textBody(bodyType) : structuredBody;
  const chain: Middleware[] = [
    deprecationHeaders(operation),
    limitHeaders,
    errorEnvelope,
    requestLog(id),
    { before: ({ event }) => checkEdge(event) },
    version(operation),
    ...(access === 'public' ? [addressLimit(operation)] : [authentication(operation, access), securityTrail(id)]),
    { before: ({ event }) => checkAcceptable(event, operation) },
    ...(body ? [bodySize(maxBodyBytes), reader] : []),
    input(operation),
  ];
  const needsPermission = access !== 'public' && access !== 'signedIn';
  return middy<HttpEvent, APIGatewayProxyStructuredResultV2, Error, RequestContext>()
    .use(chain)
    .handler(async (event, context) => {
      const { answer: reply, replayed } = await answeredOnce(operation, event, context.request, async (once) => {
        let allowed = false;
        const onAllowed = () => {
          allowed = true;
        };
        const request = requestOf(operation, event, context.request, { once, onAllowed });
        if (context.request.caller) await refuseUnconditional(operation, event, context.request.caller);
        const made = await handle(request as unknown as Request<O>);
        if (needsPermission && !allowed) throw new Error(`${id} answered without asking permission`);
        return made;
      });
      const result = await answer(operation, event, context.request, reply);
      if (replayed) result.headers['idempotency-replayed'] = 'true';
      return result;
    }) as unknown as HttpHandler;
}
