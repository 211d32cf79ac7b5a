import type { Client } from './client.ts';
import type { MontuApi } from './generated/api.ts';
import { operations } from './generated/operations.ts';

/** The name of an operation, as `tasks.update`. */
export type CallName = {
  [N in keyof MontuApi]: `${N}.${Extract<keyof MontuApi[N], string>}`;
}[keyof MontuApi];

type Method<C extends CallName> = C extends `${infer N extends keyof MontuApi}.${infer M}`
  ? MontuApi[N][M & keyof MontuApi[N]]
  : never;

/** What the operation takes. */
export type CallArgs<C extends CallName> = Method<C> extends (...args: infer A) => unknown ? A : never;
/** What it gives. */
export type CallResult<C extends CallName> = Method<C> extends (...args: never[]) => infer R ? Awaited<R> : never;

type Fields = Record<string, unknown>;

/** The arguments of a call by what they are. */
export interface CallParts {
  ids: readonly string[];
  body: Fields | undefined;
  options: Fields;
}

type Named<T> = Record<string, Record<string, T>>;

const of = <T>(named: unknown, call: string): T => {
  const [namespace = '', method = ''] = call.split('.');
  return (named as Named<T>)[namespace]?.[method] as T;
};

/** Takes arguments apart, as the operation's row tells. */
export function partsOf(call: CallName, args: readonly unknown[]): CallParts {
  const row = of<string>(operations, call);
  const places = row.split('{').length - 1;
  const hasBody = / body( |$)/.test(row);
  return {
    ids: args.slice(0, places) as string[],
    body: hasBody ? (args[places] as Fields) : undefined,
    options: (args[places + Number(hasBody)] ?? {}) as Fields,
  };
}

/** Does a call. */
export function doCall(client: Client, call: CallName, { ids, body, options }: CallParts): Promise<unknown> {
  const method = of<(...args: unknown[]) => Promise<unknown>>(client, call);
  return method(...ids, ...(body === undefined ? [] : [body]), options);
}
