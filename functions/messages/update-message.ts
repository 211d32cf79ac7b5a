import { messageOperations } from '../../shared/contract/messages.ts';
import { updateMessage } from '../../shared/data/messages.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { ownMessage } from '../../shared/http/message-changes.ts';

export const handler = defineEndpoint(messageOperations.updateMessage, async (request) => {
  const { params, body, ifMatch, change } = request;
  return updateMessage(params, body.text, { expected: ifMatch, allow: await ownMessage(request, params) }, change);
});
