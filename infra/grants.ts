import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { table } from '../shared/manifest/table.ts';
import type { DataStack } from './stacks/data.ts';
import type { GatewayStack } from './stacks/gateway.ts';

const tableArns = ({ table: { tableArn } }: DataStack) => [
  tableArn,
  ...Object.keys(table.indexes).map((index) => `${tableArn}/index/${index}`),
];

/** The table's key, for DynamoDB's use on the function's behalf only. */
function tableKey({ tableKey: { keyArn }, region }: DataStack, actions: string[]): PolicyStatement {
  return new PolicyStatement({
    actions,
    resources: [keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${region}.amazonaws.com` } },
  });
}

export const readTable = (data: DataStack): PolicyStatement[] => [
  new PolicyStatement({
    actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
    resources: tableArns(data),
  }),
  tableKey(data, ['kms:Decrypt', 'kms:DescribeKey']),
];

/** Transactions are authorized as the writes they consist of. */
export const writeTable = (data: DataStack): PolicyStatement[] => [
  new PolicyStatement({
    actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'],
    resources: [data.table.tableArn],
  }),
  tableKey(data, ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo']),
];

/** To list the streams of a table is not to name one of them. */
export const streamsOf = (data: DataStack): string =>
  data.formatArn({ service: 'dynamodb', resource: 'table', resourceName: `${data.tableName}/stream/*` });

export const readStream = (data: DataStack): PolicyStatement[] => [
  new PolicyStatement({
    actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
    resources: [data.streamArn],
  }),
  new PolicyStatement({ actions: ['dynamodb:ListStreams'], resources: [streamsOf(data)] }),
];

export const sign = ({ signingKey }: DataStack): PolicyStatement[] => [
  new PolicyStatement({ actions: ['kms:Sign', 'kms:GetPublicKey'], resources: [signingKey.keyArn] }),
];

export const sendTo = (queueArn: string): PolicyStatement[] => [
  new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queueArn] }),
];

export const receiveFrom = (queueArn: string): PolicyStatement[] => [
  new PolicyStatement({
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'],
    resources: [queueArn],
  }),
];

/** Sockets, to post to and to close: they have no ARN that is known before they connect. */
export const socketsOf = (gateway: GatewayStack): string[] =>
  ['POST', 'DELETE'].map((method) =>
    gateway.formatArn({
      service: 'execute-api',
      resource: gateway.socketApiId,
      resourceName: `${gateway.socketStage.stageName}/${method}/@connections/*`,
    }),
  );

export const manageSockets = (gateway: GatewayStack): PolicyStatement[] => [
  new PolicyStatement({ actions: ['execute-api:ManageConnections'], resources: socketsOf(gateway) }),
];
