import type * as z from 'zod';
import type { ErrorCode } from './errors.ts';
import type { Permission } from './permissions.ts';

/** Who may call: anyone, anyone signed in, or whoever the access table grants the permission. */
export type AccessRule = 'public' | 'signedIn' | Permission;

/**
 * How the answer is wrapped: `item` and `list` in the envelope, `bare` as it is (OAuth token answers,
 * health, key sets), `empty` without a body (204); `file` as something to be saved, in one of its media types: a text, or
 * JSON of `data`. What one answer cannot hold goes on at the `next` of its `Link` header.
 */
type Answer =
  | { kind: 'item'; status: 200 | 201; data: z.ZodType; etag?: (data: never) => string }
  | { kind: 'list'; status: 200; data: z.ZodType }
  | { kind: 'bare'; status: 200; data: z.ZodType /** Seconds that anyone may keep it. */; maxAge?: number }
  | { kind: 'empty'; status: 204 }
  | { kind: 'file'; status: 200; types: readonly string[]; data: z.ZodType };

/** One endpoint, declared once. Everything that needs to know about it reads this. */
export interface Operation {
  /** camelCase verb; names the function, its file, its OpenAPI operation and its client method. */
  id: string;
  /** The folder under `functions/`, the stack in AWS and the tag in OpenAPI. */
  domain: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `{parameters}`; below `/api/{version}` unless `root` is true. */
  path: `/${string}`;
  root?: true;
  summary: string;
  description?: string;
  access: AccessRule;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Where the body is no JSON but a text, its media type; `body` is then a schema of text. */
  bodyType?: 'text/csv';
  /** Where {@link defaultMaxBodyBytes} is not right. */
  maxBodyBytes?: number;
  /** Whether it changes what there may not be yet, and makes it then: `If-None-Match: *` says that this is meant. */
  creates?: true;
  /** Where each of many changes says in the body which revision it is based on, in place of one `If-Match`. */
  revisions?: 'body';
  /** The errors a caller of this operation may meet beside those that any operation can answer with. */
  errors?: readonly ErrorCode[];
  answer: Answer;
  /** What the function needs beside the table: AWS grants and local wiring are made from this. */
  uses?: readonly ('signer' | 'tableWrite' | 'importQueue')[];
  /** How many requests it counts as to its client's limit: 1, unless one of these is the work of several. */
  rateCost?: number;
  /** MB of memory in AWS where the default is not right. */
  memory?: number;
}

/** More than any one entity has; what takes many at once says so. */
export const defaultMaxBodyBytes = 256 * 1024;

export const rateCostOf = ({ rateCost = 1 }: Pick<Operation, 'rateCost'>): number => rateCost;

/** Declares an operation, keeping its literal types. */
export function operation<const O extends Operation>(spec: O): O {
  return spec;
}

type Parsed<T, Fallback> = T extends z.ZodType ? z.output<T> : Fallback;

export type ParamsOf<O extends Operation> = Parsed<O['params'], Record<never, never>>;
export type QueryOf<O extends Operation> = Parsed<O['query'], Record<never, never>>;
export type BodyOf<O extends Operation> = Parsed<O['body'], undefined>;
/** What the handler gives as (one item of) `data`. */
export type DataOf<O extends Operation> = O['answer'] extends { data: infer D extends z.ZodType }
  ? z.input<D>
  : undefined;

/** The version that operations are declared in; the others are made from it (`versions/`). */
export const apiVersion = 'v1';

/**
 * The address of an operation, as OpenAPI writes it: `/api/v1/tasks/{taskId}`.
 * @param version another one; `{version}` for routers, which have one route for all of them
 */
export function routePath(spec: Pick<Operation, 'path' | 'root'>, version: string = apiVersion): string {
  return spec.root ? spec.path : `/api/${version}${spec.path}`;
}

/** `updateTask` → `update-task`: the file of an operation or consumer. */
export function fileName(id: string): string {
  return id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The answer of these is a secret, which is kept nowhere. */
const secretive = ['auth', 'api-keys'];

/** Whether it changes what has a revision, which a request may name: `If-Match`. */
export const isConditional = ({ errors }: Pick<Operation, 'errors'>): boolean =>
  errors?.includes('VERSION_CONFLICT') ?? false;

/** Whether a request may name itself by an `Idempotency-Key`, so that a repetition of it gets the first answer. */
export function takesIdempotencyKey(spec: Operation): boolean {
  const { method, uses, domain, access } = spec;
  return (
    method === 'POST' && access !== 'public' && !secretive.includes(domain) && (uses?.includes('tableWrite') ?? false)
  );
}
