import { unlessAborted } from './backoff.ts';
import type { Page } from './call-types.ts';
import { doneBefore } from './doubt.ts';
import { NetworkError, SignedOutError } from './errors.ts';
import { createList } from './list.ts';
import type { OwnWrites } from './own-writes.ts';
import type { Authorizer } from './session.ts';
import { type Answer, inDoubt, type Request, type Transport } from './transport.ts';

/** One row of the table of operations. */
interface Row {
  method: string;
  path: string;
  kind: 'item' | 'list' | 'bare' | 'empty' | 'file';
  has: Set<string>;
}

type Options = Record<string, unknown> & Pick<Request, 'signal' | 'timeoutMs'>;

interface Needs {
  baseUrl: string;
  transport: Transport;
  authorizer: Authorizer;
  ownWrites: OwnWrites;
  newKey: () => string;
}

function operationOf(row: string): Row {
  const [method = '', path = '', kind, ...flags] = row.split(' ');
  return { method, path, kind: kind as Row['kind'], has: new Set(flags) };
}

/** The query of a call, without what concerns the call itself. */
function queryOf({ ifMatch, signal, timeoutMs, idempotencyKey, ...query }: Options): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const pairs = given.flatMap(([name, value]) =>
    // a comma would separate two values
    (Array.isArray(value) ? value.map((one) => String(one).replaceAll(',', '\\,')) : [String(value)]).map(
      (one): [string, string] => [name, one],
    ),
  );
  return pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : '';
}

const tagOf = (ifMatch: unknown) => (typeof ifMatch === 'number' ? `"${ifMatch}"` : String(ifMatch));

/** An id as a part of an address. @throws TypeError where it would make the address another one */
function placeOf(id: unknown): string {
  if (id === undefined || id === null || ['', '.', '..'].includes(String(id)))
    throw new TypeError(`An id is needed, not ${JSON.stringify(id)}`);
  return encodeURIComponent(String(id));
}

/** Makes the calls that the table of operations describes. */
export function createCalls({ baseUrl, transport, authorizer, ownWrites, newKey }: Needs) {
  async function authorized(request: Request, token?: string): Promise<Answer> {
    const headers: Record<string, string> = { ...request.headers };
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    return transport.send({ ...request, headers });
  }

  /** Whatever keeps a token from being got, the request itself has not been sent. */
  function tokenFor({ signal }: Request, refused?: string): Promise<string | undefined> {
    return unlessAborted(authorizer.token(refused), signal).catch((error) => {
      const isOfRefresh = error instanceof NetworkError && error.mayHaveHappened;
      throw isOfRefresh ? new NetworkError(error.message, false, { cause: error }) : error;
    });
  }

  /** @param tokensLeft the next one may be what another tab had, and be refused as well */
  async function sentWith(token: string | undefined, request: Request, tokensLeft = 2): Promise<Answer> {
    try {
      return await authorized(request, token);
    } catch (error) {
      if (!(error instanceof SignedOutError) || token === undefined || tokensLeft === 0) throw error;
      const next = await tokenFor(request, token);
      if (next === undefined || next === token) throw error;
      return sentWith(next, request, tokensLeft - 1).catch((again) => {
        if (inDoubt.has(error)) inDoubt.add(again);
        throw again;
      });
    }
  }

  const sent = async (request: Request, isPublic: boolean) =>
    sentWith(isPublic ? undefined : await tokenFor(request), request);

  function requestOf({ method, path, has }: Row, args: unknown[]): Request {
    const address = path.replace(/\{\w+\}/g, () => placeOf(args.shift()));
    const body = has.has('body') ? args.shift() : undefined;
    const options = (args.shift() ?? {}) as Options;
    const { ifMatch, idempotencyKey, signal, timeoutMs } = options;
    const after = method === 'GET' ? ownWrites.header() : undefined;
    return {
      ...{ method, url: `${baseUrl}${address}${queryOf(options)}`, body, signal, timeoutMs },
      headers: {
        ...(has.has('text/csv') && { 'content-type': 'text/csv' }),
        ...(has.has('key') && { 'idempotency-key': String(idempotencyKey ?? newKey()) }),
        ...(ifMatch !== undefined && { 'if-match': tagOf(ifMatch) }),
        ...(after !== undefined && { 'montu-after': after }),
      },
      // what is written over anything could be written over what came after it
      isRepeatable: method === 'GET' || has.has('key') || (ifMatch !== undefined && ifMatch !== '*'),
    };
  }

  /** The whole body of an answer, or of what stands for it. */
  async function answerTo(operation: Row, args: readonly unknown[]): Promise<Answer | { body: { data: unknown } }> {
    const request = requestOf(operation, [...args]);
    try {
      return await sent(request, operation.has.has('public'));
    } catch (error) {
      const body = await doneBefore(error, request, operation.path, (reading) => sent(reading, false));
      if (!body) throw error;
      return { body };
    }
  }

  async function called(operation: Row, args: readonly unknown[]): Promise<unknown> {
    const answer = await answerTo(operation, args);
    if (operation.kind === 'empty') return undefined;
    if (operation.kind === 'bare') return answer.body;
    if (operation.kind === 'file') return filePart(answer as Answer);
    const { data } = answer.body as { data: unknown };
    if (operation.method !== 'GET') ownWrites.note(data);
    return data;
  }

  function listed(operation: Row, args: readonly unknown[]) {
    const places = operation.path.split('{').length - 1;
    const options = args[places] as Options | undefined;
    return createList<unknown>(async (cursor) => {
      const at = cursor === undefined ? options : { ...options, cursor };
      const { body } = await answerTo(operation, [...args.slice(0, places), at]);
      return body as unknown as Page<unknown>;
    });
  }

  return (row: string) => {
    const operation = operationOf(row);
    return (...args: unknown[]) => (operation.kind === 'list' ? listed(operation, args) : called(operation, args));
  };
}

/** A file of which more may follow, by the cursor in its `Link` header. */
function filePart({ header, body }: Answer) {
  const next = /[?&]cursor=([^&>]+)/.exec(header('link') ?? '')?.[1];
  const nextCursor = next === undefined ? undefined : decodeURIComponent(next);
  return {
    type: header('content-type') ?? '',
    text: String(body ?? ''),
    ...(nextCursor !== undefined && { nextCursor }),
  };
}
