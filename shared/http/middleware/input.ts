import * as z from 'zod';
import type { Operation } from '../../contract/operation.ts';
import type { Adapter, Input } from '../../contract/versions/version.ts';
import type { HttpEvent } from '../request.ts';
import { checkExtent, validate } from '../validation.ts';
import type { Middleware } from './chain.ts';

/** HTTP APIs join repeated parameters with commas, so the raw query is read instead: names once or many times. */
function queryOf(event: HttpEvent): Record<string, string | string[]> {
  const query = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of new URLSearchParams(event.rawQueryString)) {
    const known = query[name];
    query[name] = known === undefined ? value : [known, value].flat();
  }
  return query;
}

/** The query of operations that take none. */
const nothing = z.strictObject({});

/** A request in the words of v1, where the version makes one of it; the names of fields may come from values. */
function rewritten(rewrite: Adapter['rewrite'], came: Input): Input {
  if (!rewrite) return came;
  const made = rewrite(came);
  checkExtent(made.body);
  return made;
}

/**
 * Parses parameters, query and body by the operation's schemas, or by those of the version that the client speaks; the
 * handler sees nothing else of the request, and always in the words in which the operation is declared.
 */
export function input(operation: Operation): Middleware {
  const { params, query = nothing, body } = operation;
  return {
    before({ event, context: { request } }) {
      if (body) checkExtent(event.body);
      const { rewrite, query: ownQuery, body: ownBody } = request.adapter;
      const raw = rewritten(rewrite, { params: event.pathParameters ?? {}, query: queryOf(event), body: event.body });
      const parsed = {
        params: params ? validate(params, raw.params, 'path') : {},
        query: validate(ownQuery?.schema ?? query, raw.query, 'query'),
        body: body ? validate(ownBody?.schema ?? body, raw.body, 'body') : undefined,
      };
      request.input = {
        params: parsed.params,
        query: ownQuery ? ownQuery.up(parsed.query as never) : parsed.query,
        body: ownBody ? ownBody.up(parsed.body as never) : parsed.body,
      };
    },
  };
}
