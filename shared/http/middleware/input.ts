import * as z from 'zod';
import type { Operation } from '../../contract/operation.ts';
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

/** Parses parameters, query and body by the operation's schemas; the handler sees nothing else of the request. */
export function input(operation: Operation): Middleware {
  const { params, query = nothing, body } = operation;
  return {
    before({ event, context }) {
      if (body) checkExtent(event.body);
      context.request.input = {
        params: params ? validate(params, event.pathParameters ?? {}, 'path') : {},
        query: validate(query, queryOf(event), 'query'),
        body: body ? validate(body, event.body, 'body') : undefined,
      };
    },
  };
}
