import { startEngine } from '../../../local/engine/dynamodb.ts';
import { type Stack, type StackOptions, startStack } from '../../../local/stack.ts';

/** All files of this project share a worker, so they share what hangs on its process. */
const shared = globalThis as typeof globalThis & { montuStack?: Promise<Stack> };

type Options = Pick<StackOptions, 'origins' | 'accessTokenSeconds'> & { unkind?: boolean };

/**
 * The local stack that the end-to-end tests run against: the deployed handlers, on an engine as unkind as AWS. The
 * engine is its own, since one that has held many tables reads streams ever more slowly; it ends with this process.
 * @param options heard of the first one who asks. `unkind` is false where a test is about amounts
 */
export function stack(options: Options = {}): Promise<Stack> {
  shared.montuStack ??= start(options);
  return shared.montuStack;
}

async function start({ unkind = true, ...options }: Options): Promise<Stack> {
  const { endpoint } = await startEngine({ shortLived: true });
  return startStack({ engine: { endpoint, tableName: 'e2e' }, unkind, rateLimits: false, ...options });
}
