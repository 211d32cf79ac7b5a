import { messageOperations } from '../../shared/contract/messages.ts';
import { removeMessage } from '../../shared/data/messages.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { ownMessage } from '../../shared/http/message-changes.ts';

export const handler = defineEndpoint(messageOperations.deleteMessage, async (request) => {
  const { params, ifMatch, change } = request;
  return removeMessage(params, { expected: ifMatch, allow: await ownMessage(request, params) }, change);
});
