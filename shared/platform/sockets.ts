import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { requireSetting } from './config.ts';

let shared: ApiGatewayManagementApiClient | undefined;
function client(): ApiGatewayManagementApiClient {
  shared ??= new ApiGatewayManagementApiClient({ endpoint: requireSetting('MONTU_SOCKET_ENDPOINT') });
  return shared;
}

/** Sends JSON to one socket; `gone` when there is no such socket any more (410). */
export async function postToSocket(connectionId: string, message: string): Promise<'sent' | 'gone'> {
  try {
    await client().send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: message }));
    return 'sent';
  } catch (error) {
    if (error instanceof GoneException) return 'gone';
    throw error;
  }
}

/** Ends a socket; API Gateway has no close code of its own, so the reason goes first as `sessionEnded`. */
export async function closeSocket(connectionId: string, reason: string): Promise<'closed' | 'gone'> {
  if ((await postToSocket(connectionId, JSON.stringify({ type: 'sessionEnded', reason }))) === 'gone') return 'gone';
  await client()
    .send(new DeleteConnectionCommand({ ConnectionId: connectionId }))
    .catch((error: unknown) => {
      if (!(error instanceof GoneException)) throw error;
    });
  return 'closed';
}
