import { beforeAll, it } from 'vitest';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { useTable, type TestTable } from '../../support/table.ts';
let table: TestTable;
beforeAll(async () => { table = await useTable(); });
it('exp', async () => {
  for (const [p, ids] of [['p1',['P105-0','P105-1']],['p2',['P105-1','P105-0']],['p3',['x-0','x-1','x-2']],['p4',['a','b']],['p5',['P1','P2']],['p6',['abcdef','abcdeg']],['p7',['P105-0','P105-1','P105-2']]] as [string,string[]][]) {
  for (const id of ids) await table.put({ pk: 'S#studio-1234#T#'+id, sk: 'T', studio: 's', taskOf: p, status: 'x', createdAt: '2025-08-01T00:00:00.000Z', id });
  for (const fwd of [true,false]) for (const Limit of [100, 1]) {
    const got: string[] = []; let ESK: any;
    do { const r = await table.client.send(new QueryCommand({ TableName: table.tableName, IndexName: 'tasksByCreation', KeyConditionExpression: 'studio = :s AND taskOf = :p', ExpressionAttributeValues: {':s':'s',':p':p}, ScanIndexForward: fwd, Limit, ExclusiveStartKey: ESK }));
      got.push(...(r.Items??[]).map(i=>i.id as string)); ESK = r.LastEvaluatedKey; } while (ESK);
    console.log(fwd, Limit, got.join(' '));
  }}
});
