import { notificationOperations } from '../../shared/contract/notifications.ts';
import { sendNotification } from '../../shared/data/notifications.ts';
import { sentNotification } from '../../shared/domain/notifications.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { recipientOf } from '../../shared/http/notification-sending.ts';
import { newSortableId } from '../../shared/platform/ids.ts';

export const handler = defineEndpoint(notificationOperations.createNotification, async (request) => {
  const { body, caller, change } = request;
  const { isLive } = await recipientOf(request);
  const notice = sentNotification(body, { id: newSortableId('notif'), senderId: caller.userId, now: new Date() });
  return sendNotification(notice, isLive, change);
});
