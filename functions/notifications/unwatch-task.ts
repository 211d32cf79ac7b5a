import { notificationOperations } from '../../shared/contract/notifications.ts';
import { endAttention } from '../../shared/data/attention.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

// also of what one may not see any more
export const handler = defineEndpoint(
  notificationOperations.unwatchTask,
  async ({ params: { taskId }, caller: { studio, userId }, allow }) => {
    allow({ kind: 'notification', id: taskId, userId });
    await endAttention(studio, userId, { kind: 'task', id: taskId });
    return undefined;
  },
);
