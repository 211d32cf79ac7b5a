import type { APIGatewayProxyWebsocketEventV2 } from 'aws-lambda';
import { deleteSocket } from '../../shared/data/sockets.ts';

/** Best effort in AWS: what it misses, pushes find out (410) and TTL removes. */
export async function handler(event: APIGatewayProxyWebsocketEventV2): Promise<{ statusCode: number }> {
  await deleteSocket(event.requestContext.connectionId);
  return { statusCode: 200 };
}
