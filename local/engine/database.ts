import { join } from 'node:path';
import { DescribeTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { startEngine } from './dynamodb.ts';
import { StartProblem } from './start-problem.ts';
import { ensureTable } from './table.ts';

/** A DynamoDB with our table in it. */
export interface Database {
  endpoint: string;
  tableName: string;
  streamArn: string;
  streams: DynamoDBStreamsClient;
  stop(): Promise<void>;
}

interface DatabaseOptions {
  /** Of a DynamoDB that runs already; without it, one of our own is started. */
  endpoint?: string | undefined;
  tableName: string;
  /** Where our own keeps its files; without it, it lives in memory. */
  folder?: string | undefined;
  /** False: a new table is made without its indexes, since something else stands for them. */
  indexed?: boolean;
  log: (line: string) => void;
}

export async function startDatabase({
  endpoint,
  tableName,
  folder,
  indexed = true,
  log,
}: DatabaseOptions): Promise<Database> {
  if (endpoint) {
    await requireAnswer(endpoint);
    return openDatabase(endpoint, tableName, indexed, async () => {});
  }
  const engine = await startEngine({ ...(folder && { folder: join(folder, 'dynamodb') }), log });
  try {
    return await openDatabase(engine.endpoint, tableName, indexed, engine.stop);
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

/** Throws a StartProblem when nothing answers there; what it answers does not matter yet. */
async function requireAnswer(endpoint: string): Promise<void> {
  try {
    const client = new DynamoDBClient({ endpoint, maxAttempts: 1 });
    await client.send(new ListTablesCommand({ Limit: 1 }));
    client.destroy();
  } catch (error) {
    const { message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    if ($metadata?.httpStatusCode !== undefined) return;
    throw new StartProblem(
      `No DynamoDB answers at ${endpoint} (${message}): start it, or leave AWS_ENDPOINT_URL_DYNAMODB out.`,
    );
  }
}

async function openDatabase(
  endpoint: string,
  tableName: string,
  indexed: boolean,
  stop: () => Promise<void>,
): Promise<Database> {
  const client = new DynamoDBClient({ endpoint });
  await ensureTable(client, tableName, indexed);
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  client.destroy();
  if (!Table?.LatestStreamArn) throw new Error(`The table ${tableName} has no stream`);
  const streams = new DynamoDBStreamsClient({
    endpoint: process.env.AWS_ENDPOINT_URL_DYNAMODB_STREAMS ?? endpoint,
  });
  // as in the functions' client: nobody reads its lines
  streams.middlewareStack.remove('loggerMiddleware');
  return {
    ...{ endpoint, tableName, streamArn: Table.LatestStreamArn, streams },
    async stop() {
      streams.destroy();
      await stop();
    },
  };
}
