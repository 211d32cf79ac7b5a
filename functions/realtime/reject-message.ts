import type { APIGatewayProxyWebsocketEventV2 } from 'aws-lambda';
import { invalidField } from '../../shared/contract/errors.ts';
import { socketActions } from '../../shared/contract/realtime.ts';
import { socketError } from '../../shared/http/define-socket-action.ts';
import { newId } from '../../shared/platform/ids.ts';
import { postToSocket } from '../../shared/platform/sockets.ts';

/** Anything that no action takes: the client is told what there is. */
export async function handler(event: APIGatewayProxyWebsocketEventV2): Promise<{ statusCode: number }> {
  const known = Object.keys(socketActions).join(', ');
  const error = invalidField('action', 'INVALID_VALUE', 'Send JSON with an "action"', `One of: ${known}`);
  await postToSocket(event.requestContext.connectionId, JSON.stringify(socketError(error, newId('req'))));
  return { statusCode: 400 };
}
