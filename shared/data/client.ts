import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { config } from '../platform/config.ts';

/**
 * A connection that died while its container was frozen answers nothing: better another one after a moment than none
 * before the function's time is over. The SDK sends a transaction again by the same token, so that it is done once.
 */
const patience = { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true };

/** The engine of one machine is never gone, only slow where that is busy: to ask it again makes it slower. */
const localPatience = { ...patience, connectionTimeout: 10_000, requestTimeout: 20_000 };

let shared: DynamoDBDocumentClient | undefined;

/** The container's one DynamoDB client; the SDK keeps its connections alive. */
export function dynamo(): DynamoDBDocumentClient {
  if (!shared) {
    const requestHandler = config().MONTU_STAGE === 'local' ? localPatience : patience;
    const client = new DynamoDBClient({ maxAttempts: 5, requestHandler });
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
