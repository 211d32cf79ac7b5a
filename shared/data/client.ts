import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { config } from '../platform/config.ts';

let shared: DynamoDBDocumentClient | undefined;

/** The container's one DynamoDB client; the SDK keeps its connections alive. */
export function dynamo(): DynamoDBDocumentClient {
  if (!shared) {
    const client = new DynamoDBClient({ maxAttempts: 5 });
    // without a logger it still walks through all that is sent and received: a tenth of a function's work
    client.middlewareStack.remove('loggerMiddleware');
    shared = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  }
  return shared;
}

/** The one table. */
export function tableName(): string {
  return config().MONTU_TABLE;
}
