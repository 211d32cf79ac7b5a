import { notificationOperations } from '../../shared/contract/notifications.ts';
import { setAttention } from '../../shared/data/attention.ts';
import { getTask } from '../../shared/data/tasks.ts';
import { taskResource } from '../../shared/domain/tasks.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(
  notificationOperations.watchTask,
  async ({ params: { taskId }, body: { level }, caller: { studio, userId }, allow }) => {
    const task = await getTask(studio, taskId);
    allow(taskResource(task), 'task.read');
    // whoever sees only what was submitted to them hears of nothing else
    allow(taskResource(task), 'task.history');
    allow({ kind: 'notification', id: taskId, userId });
    return setAttention(studio, userId, { kind: 'task', id: taskId }, level);
  },
);
