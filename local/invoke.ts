import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { allOperations } from '../shared/contract/index.ts';
import { fileName } from '../shared/contract/operation.ts';
import { consumers } from '../shared/manifest/consumers.ts';
import { answerSeconds, timeoutOf } from '../shared/manifest/timeouts.ts';
import { region } from './gateway/aws-forms.ts';
import { within } from './within.ts';

/** Runs a function with an event and gives back its result; rejects with what it threw. */
export type Invoke = (functionId: string, event: unknown) => Promise<unknown>;

/** What Lambda on Node 24 passes; the callbacks that the types still name are gone. */
type FunctionContext = Omit<Context, 'done' | 'fail' | 'succeed'>;
type Handler = (event: unknown, context: FunctionContext) => Promise<unknown>;

const functions = new Map<string, { domain: string; seconds: number }>([
  ['unknownRoute', { domain: 'system', seconds: answerSeconds }],
  ...allOperations.map(({ id, domain }) => [id, { domain, seconds: answerSeconds }] as const),
  ...Object.entries(consumers).map(([id, spec]) => [id, { domain: spec.domain, seconds: timeoutOf(spec) }] as const),
]);

/**
 * Invokes the deployed handlers as Lambda does: any number at once, each with a context and a timeout of its own, event
 * and result as JSON. Modules are loaded at their first call, like a cold start.
 */
export function createInvoke(options: { folder?: URL; timeoutMs?: number } = {}): Invoke {
  const folder = options.folder ?? new URL('../functions/', import.meta.url);
  return async (functionId, event) => {
    const found = functions.get(functionId);
    if (!found) throw new Error(`There is no function "${functionId}"`);
    const { domain, seconds } = found;
    const module: { handler: Handler } = await import(new URL(`${domain}/${fileName(functionId)}.ts`, folder).href);
    const limitMs = options.timeoutMs ?? seconds * 1_000;
    const context = createContext(functionId, limitMs);
    const late = new Error(`${context.awsRequestId} Task timed out after ${(limitMs / 1000).toFixed(2)} seconds`);
    return asJson((await within(limitMs, module.handler(asJson(event), context), late)) ?? null);
  };
}

function createContext(functionName: string, timeoutMs: number): FunctionContext {
  const end = Date.now() + timeoutMs;
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  return {
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${region()}:000000000000:function:${functionName}`,
    memoryLimitInMB: '1024',
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: `${day}/[$LATEST]${randomUUID().replaceAll('-', '')}`,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, end - Date.now()),
  };
}

function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
