import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { countedPartitions } from '../shared/manifest/rate-limits.ts';
import { signingKeyTag } from '../shared/manifest/stages.ts';
import { systemPartition, table } from '../shared/manifest/table.ts';
import { trail } from '../shared/manifest/trail.ts';
import type { Settings } from './config.ts';
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

const encryptTable = (data: DataStack): PolicyStatement =>
  tableKey(data, ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo']);

/** Transactions are authorized as the writes they consist of. */
export const writeTable = (data: DataStack): PolicyStatement[] => [
  new PolicyStatement({
    actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'],
    resources: [data.table.tableArn],
  }),
  encryptTable(data),
];

/** Of those that write, all but what signs: nobody who takes one over makes keys that tokens are accepted by. */
export const keepFromKeySet = (data: DataStack): PolicyStatement =>
  new PolicyStatement({
    effect: Effect.DENY,
    actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
    resources: [data.table.tableArn],
    conditions: { 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': [systemPartition] } },
  });

/** A condition on all values holds also where there are none, so that there are some is one more. */
const present = (...names: string[]) => ({ Null: Object.fromEntries(names.map((name) => [name, 'false'])) });

/** To put security events into partitions of their own, and when a key was used onto its item: nothing that decides. */
export const leaveTrail = (data: DataStack): PolicyStatement[] => [
  new PolicyStatement({
    actions: ['dynamodb:PutItem'],
    resources: [data.table.tableArn],
    conditions: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [trail.eventPartitions] },
      ...present('dynamodb:LeadingKeys'),
    },
  }),
  new PolicyStatement({
    actions: ['dynamodb:UpdateItem'],
    resources: [data.table.tableArn],
    conditions: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [trail.use.partitions] },
      'ForAllValues:StringEquals': {
        'dynamodb:Attributes': [table.partitionKey, table.sortKey, trail.use.attribute],
      },
      ...present('dynamodb:LeadingKeys', 'dynamodb:Attributes'),
    },
  }),
  encryptTable(data),
];

/** To put down how much of its limit a client has used, and that it calls what is deprecated; and nothing else. */
export const countRequests = (data: DataStack): PolicyStatement[] => [
  new PolicyStatement({
    actions: ['dynamodb:UpdateItem'],
    resources: [data.table.tableArn],
    conditions: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...countedPartitions] },
      ...present('dynamodb:LeadingKeys'),
    },
  }),
  encryptTable(data),
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

/** Keys of an account have no name that is known before they are made: rotation makes them, and tags them. */
export const keysOf = (data: DataStack): string =>
  data.formatArn({ service: 'kms', resource: 'key', resourceName: '*' });

/** With any key that is tagged as one of this stage's signing keys. */
export const sign = (data: DataStack, { stage }: Settings): PolicyStatement[] => [
  new PolicyStatement({
    actions: ['kms:Sign', 'kms:GetPublicKey'],
    resources: [keysOf(data)],
    conditions: { StringEquals: { [`aws:ResourceTag/${signingKeyTag}`]: stage } },
  }),
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
