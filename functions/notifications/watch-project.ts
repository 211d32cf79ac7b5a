import { notificationOperations } from '../../shared/contract/notifications.ts';
import { setAttention } from '../../shared/data/attention.ts';
import { getProject } from '../../shared/data/projects.ts';
import { projectResource } from '../../shared/domain/projects.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(
  notificationOperations.watchProject,
  async ({ params: { projectId }, body: { level }, caller: { studio, userId }, allow }) => {
    allow(projectResource(projectId), 'project.read');
    // whoever sees only what was submitted to them hears of nothing else
    allow(projectResource(projectId), 'task.history');
    allow({ kind: 'notification', id: projectId, userId });
    await getProject(studio, projectId);
    return setAttention(studio, userId, { kind: 'project', id: projectId }, level);
  },
);
