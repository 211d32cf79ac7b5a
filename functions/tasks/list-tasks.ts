import { taskOperations } from '../../shared/contract/tasks.ts';
import { openCursor, sealCursor } from '../../shared/data/cursor.ts';
import { recentProject } from '../../shared/data/projects.ts';
import { listTasks } from '../../shared/data/tasks.ts';
import { can } from '../../shared/domain/access.ts';
import { taskFor } from '../../shared/domain/client-view.ts';
import { projectResource } from '../../shared/domain/projects.ts';
import { taskResource } from '../../shared/domain/tasks.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(taskOperations.listTasks, async ({ query, caller, mustSee, allow }) => {
  const { studio, userId, username } = caller;
  allow(projectResource(query.projectId), 'project.read');
  const scope = { studio, userId, operation: 'listTasks', query };
  const filter = {
    projectId: query.projectId,
    archived: query.archived,
    status: query.status,
    artist: query.artist?.map((artist) => (artist === 'me' ? username : artist)),
    submittedOnly: !can(caller, 'task.read', projectResource(query.projectId)),
  };
  const startAfter = await openCursor<Record<string, unknown>>(query.cursor, scope);
  const { tasks, next } = await listTasks(studio, filter, { limit: query.limit, startAfter, mustSee });
  // a project that is not there has no tasks either; the difference is worth a read only then
  if (tasks.length === 0) await recentProject(studio, query.projectId);
  return {
    items: tasks.filter((task) => can(caller, 'task.read', taskResource(task))).map((task) => taskFor(caller, task)),
    nextCursor: next && (await sealCursor(next, scope)),
  };
});
