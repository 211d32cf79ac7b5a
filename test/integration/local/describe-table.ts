import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Index, table } from '../../../shared/manifest/table.ts';

/** A table of the engine, and its indexes in the form of the manifest. */
export async function describeTable(client: DynamoDBClient, name: string) {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
  const indexes = (Table?.GlobalSecondaryIndexes ?? []).map(({ IndexName, KeySchema, Projection }) => [
    IndexName,
    {
      partition: (KeySchema ?? []).flatMap((key) => (key.KeyType === 'HASH' ? [key.AttributeName] : [])),
      sort: (KeySchema ?? []).flatMap((key) => (key.KeyType === 'RANGE' ? [key.AttributeName] : [])),
      include: Projection?.NonKeyAttributes?.toSorted(),
    },
  ]);
  return { Table, indexes: Object.fromEntries(indexes) };
}

/** The indexes as they must be. */
export const wanted = Object.fromEntries(
  Object.entries<Index>(table.indexes).map(([name, keys]) => [name, { ...keys, include: keys.include?.toSorted() }]),
);
