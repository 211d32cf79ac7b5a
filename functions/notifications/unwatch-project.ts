import { notificationOperations } from '../../shared/contract/notifications.ts';
import { endAttention } from '../../shared/data/attention.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

// also of what one may not see any more
export const handler = defineEndpoint(
  notificationOperations.unwatchProject,
  async ({ params: { projectId }, caller: { studio, userId }, allow }) => {
    allow({ kind: 'notification', id: projectId, userId });
    await endAttention(studio, userId, { kind: 'project', id: projectId });
    return undefined;
  },
);
