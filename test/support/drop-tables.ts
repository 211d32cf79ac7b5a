import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll } from 'vitest';

const made: { endpoint: string; tableName: string }[] = [];

/** Has a table dropped after this test file: the more tables an engine has, the slower each write of it is. */
export function dropAfterwards(table: { endpoint: string; tableName: string }): void {
  made.push(table);
}

afterAll(async () => {
  for (const { endpoint, tableName } of made.splice(0)) {
    const client = new DynamoDBClient({ endpoint });
    await client.send(new DeleteTableCommand({ TableName: tableName }));
    client.destroy();
  }
});
