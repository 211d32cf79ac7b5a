import type { AttributeValue, _Record as StreamRecord } from '@aws-sdk/client-dynamodb-streams';

type Image = Record<string, AttributeValue>;

/** An empty map comes through DynamoDB Local's streams as a value of no type at all; DynamoDB gives `{ M: {} }`. */
function restored(value: AttributeValue): AttributeValue {
  if (value.M) return { M: image(value.M) };
  if (value.L) return { L: value.L.map(restored) };
  return Object.keys(value).length === 0 ? { M: {} } : value;
}

function image(values: Image): Image {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, restored(value)]));
}

/** The record as a real stream has it. */
export function withEmptyMaps(record: StreamRecord): StreamRecord {
  const { NewImage, OldImage } = record.dynamodb ?? {};
  return {
    ...record,
    dynamodb: {
      ...record.dynamodb,
      ...(NewImage && { NewImage: image(NewImage) }),
      ...(OldImage && { OldImage: image(OldImage) }),
    },
  };
}
