import { PutCommand, TransactWriteCommand, QueryCommand, BatchGetCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { startStack } from '../local/stack.ts';
const stack = await startStack({});
const { dynamo, tableName } = await import('../shared/data/client.ts');
const T = tableName();
const big = 'x'.repeat(1500);
const task = (i: number) => ({ pk: `X#${i}`, sk: 'T', studio: 's', taskOf: 'P', createdAt: '2026', id: `t${i}`, status: 'a', assignee: 'u', big });
const rc = (o: any) => console.log(JSON.stringify(o.ConsumedCapacity), o.$metadata.httpStatusCode);
for (const R of ['TOTAL', 'INDEXES'] as const) {
console.log('put'); rc(await dynamo().send(new PutCommand({ TableName: T, Item: task(1), ReturnConsumedCapacity: R })));
console.log('transact'); rc(await dynamo().send(new TransactWriteCommand({ TransactItems: [{ Put: { TableName: T, Item: task(2) } }, { Put: { TableName: T, Item: { pk: 'X#2', sk: 'E', big } } }], ReturnConsumedCapacity: R })));
console.log('transact again'); rc(await dynamo().send(new TransactWriteCommand({ TransactItems: [{ Update: { TableName: T, Key: { pk: 'X#2', sk: 'T' }, UpdateExpression: 'SET #s = :s', ExpressionAttributeNames: { '#s': 'status' }, ExpressionAttributeValues: { ':s': 'b' } } }, { Put: { TableName: T, Item: { pk: 'X#2', sk: 'E2', big } } }], ReturnConsumedCapacity: R })));
console.log('update'); rc(await dynamo().send(new UpdateCommand({ TableName: T, Key: { pk: 'X#2', sk: 'T' }, UpdateExpression: 'SET foo = :s', ExpressionAttributeValues: { ':s': Math.random() }, ReturnConsumedCapacity: R })));
console.log('query idx'); rc(await dynamo().send(new QueryCommand({ TableName: T, IndexName: 'tasksByCreation', KeyConditionExpression: 'studio = :s AND taskOf = :t', ExpressionAttributeValues: { ':s': 's', ':t': 'P' }, ReturnConsumedCapacity: R })));
console.log('batchget'); rc(await dynamo().send(new BatchGetCommand({ RequestItems: { [T]: { Keys: [{ pk: 'X#1', sk: 'T' }, { pk: 'X#2', sk: 'T' }], ConsistentRead: true } }, ReturnConsumedCapacity: R })));
console.log('get'); rc(await dynamo().send(new GetCommand({ TableName: T, Key: { pk: 'X#1', sk: 'T' }, ConsistentRead: true, ReturnConsumedCapacity: R })));
console.log('get none'); rc(await dynamo().send(new GetCommand({ TableName: T, Key: { pk: 'X#1y', sk: 'T' }, ConsistentRead: true, ReturnConsumedCapacity: R })));
console.log('get ev'); rc(await dynamo().send(new GetCommand({ TableName: T, Key: { pk: 'X#1', sk: 'T' }, ReturnConsumedCapacity: R })));
console.log('cond fail'); try { rc(await dynamo().send(new PutCommand({ TableName: T, Item: task(1), ConditionExpression: 'attribute_not_exists(pk)', ReturnConsumedCapacity: R }))); } catch (e: any) { console.log(e.name, JSON.stringify(e)); }
console.log('tx cond fail'); try { rc(await dynamo().send(new TransactWriteCommand({ TransactItems: [{ Put: { TableName: T, Item: task(1), ConditionExpression: 'attribute_not_exists(pk)' } }], ReturnConsumedCapacity: R }))); } catch (e: any) { console.log(e.name, JSON.stringify(e)); }
}
await stack.stop();
process.exit(0);
