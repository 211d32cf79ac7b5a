import { text } from 'node:stream/consumers';
import { type DynamoDBStreamsClient, GetRecordsCommand } from '@aws-sdk/client-dynamodb-streams';
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';

/** A record as it is sent: what a function of Lambda gets, but for who did it, from which stream, and parts of seconds. */
export interface SentRecord extends Omit<DynamoDBRecord, 'userIdentity' | 'eventSourceARN'> {
  userIdentity?: { PrincipalId?: string; Type?: string };
}

/**
 * The records at an iterator, and where to go on. They are left as JSON has them, which is how Lambda hands them over:
 * the SDK's own form of every value of every change would take more time than all consumers.
 */
export async function getRecords(
  client: DynamoDBStreamsClient,
  iterator: string,
): Promise<{ records: SentRecord[]; next: string | undefined }> {
  const command = new GetRecordsCommand({ ShardIterator: iterator });
  let sent: { Records?: SentRecord[]; NextShardIterator?: string } = {};
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as { statusCode: number; body: unknown };
      if (response.statusCode === 200) {
        sent = JSON.parse(await text(response.body as AsyncIterable<Uint8Array>));
        response.body = Buffer.from('{}');
      }
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
  await client.send(command);
  const { Records: records = [], NextShardIterator: next } = sent;
  for (const { dynamodb = {} } of records) for (const image of [dynamodb.NewImage, dynamodb.OldImage]) fillMaps(image);
  return { records, next };
}

/** An empty map comes through DynamoDB Local's streams as a value of no type at all; DynamoDB gives `{ M: {} }`. */
function fillMaps(image: Record<string, AttributeValue> = {}): void {
  for (const name in image) fillMap(image[name] as AttributeValue);
}

function fillMap(value: AttributeValue): void {
  if (value.M) fillMaps(value.M);
  else if (value.L) value.L.forEach(fillMap);
  else if (Object.keys(value).length === 0) Object.assign(value, { M: {} });
}

/** A record of the stream as a function of Lambda gets it. */
export function eventRecord({ userIdentity, dynamodb, ...record }: SentRecord, streamArn: string): DynamoDBRecord {
  const { ApproximateCreationDateTime = Date.now() / 1_000 } = dynamodb ?? {};
  const { PrincipalId, Type } = userIdentity ?? {};
  return {
    ...record,
    dynamodb: { ...dynamodb, ApproximateCreationDateTime: Math.floor(ApproximateCreationDateTime) },
    // Only what time to live removed has one.
    ...(Type && { userIdentity: { type: Type, principalId: PrincipalId } }),
    eventSourceARN: streamArn,
  };
}

/** The place of a record in its shard. */
export function sequenceNumber(record: Pick<DynamoDBRecord, 'eventID' | 'dynamodb'>): string {
  const number = record.dynamodb?.SequenceNumber;
  if (!number) throw new Error(`The stream record ${record.eventID} has no sequence number`);
  return number;
}
