import { setTimeout as wait } from 'node:timers/promises';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { dynamo, tableName } from '../../shared/data/client.ts';
import type { Item } from '../../shared/data/table.ts';

/** As many as a batch takes. */
const batchSize = 25;
const concurrency = 4;
const maxAttempts = 20;

async function putBatch(rows: readonly Item[]): Promise<void> {
  let left = rows.map((row) => ({ PutRequest: { Item: row as Record<string, unknown> } }));
  for (let attempt = 1; left.length > 0; attempt += 1) {
    if (attempt > maxAttempts) throw new Error('The table keeps leaving rows of the demo unwritten');
    if (attempt > 1) await wait(Math.random() * 50 * attempt);
    const answer = await dynamo().send(new BatchWriteCommand({ RequestItems: { [tableName()]: left } }));
    left = (answer.UnprocessedItems?.[tableName()] ?? []) as typeof left;
  }
}

/** Puts rows in about their order, several batches at once: an eighth of the work of one transaction for each change. */
export async function putRows(rows: readonly Item[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(rows.length / batchSize) }, (_, index) =>
    rows.slice(index * batchSize, (index + 1) * batchSize),
  );
  await pMap(batches, putBatch, { concurrency });
}
