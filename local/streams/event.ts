import type { AttributeValue, _Record as StreamRecord } from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord, AttributeValue as EventValue } from 'aws-lambda';

/** A record of the stream as a function of Lambda gets it: binary values in base64, times in whole seconds. */
export function eventRecord(record: StreamRecord, streamArn: string): DynamoDBRecord {
  const { ApproximateCreationDateTime, Keys, NewImage, OldImage, ...change } = record.dynamodb ?? {};
  const { PrincipalId, Type } = record.userIdentity ?? {};
  return {
    eventID: record.eventID,
    eventName: record.eventName,
    eventVersion: record.eventVersion,
    eventSource: record.eventSource,
    awsRegion: record.awsRegion,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor((ApproximateCreationDateTime?.getTime() ?? Date.now()) / 1_000),
      ...(Keys && { Keys: eventImage(Keys) }),
      ...(NewImage && { NewImage: eventImage(NewImage) }),
      ...(OldImage && { OldImage: eventImage(OldImage) }),
      ...change,
    },
    // Only what time to live removed has one.
    ...(Type && { userIdentity: { type: Type, principalId: PrincipalId } }),
    eventSourceARN: streamArn,
  };
}

/** The place of a record in its shard. */
export function sequenceNumber(record: DynamoDBRecord): string {
  const number = record.dynamodb?.SequenceNumber;
  if (!number) throw new Error(`The stream record ${record.eventID} has no sequence number`);
  return number;
}

function eventImage(image: Record<string, AttributeValue>): Record<string, EventValue> {
  return Object.fromEntries(Object.entries(image).map(([name, value]) => [name, eventValue(value)]));
}

function eventValue(value: AttributeValue): EventValue {
  if (value.B) return { B: base64(value.B) };
  if (value.BS) return { BS: value.BS.map(base64) };
  if (value.L) return { L: value.L.map(eventValue) };
  if (value.M) return { M: eventImage(value.M) };
  return value as EventValue;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
