import { messageOperations } from '../../shared/contract/messages.ts';
import { insertMessage } from '../../shared/data/send-message.ts';
import { destinationOf, threadResource } from '../../shared/domain/messages.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { refuseSwitchedOff } from '../../shared/http/feature-flags.ts';

export const handler = defineEndpoint(messageOperations.sendMessage, async ({ body, caller, change, allow }) => {
  allow({ kind: 'message', id: 'messages' });
  const destination = destinationOf(body);
  await refuseSwitchedOff(caller, 'direct-messages');
  return insertMessage(destination, body.text, (thread) => allow(threadResource(thread), 'message.read'), change);
});
