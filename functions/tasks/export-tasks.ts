import { taskOperations } from '../../shared/contract/tasks.ts';
import { recentProject } from '../../shared/data/projects.ts';
import { taskFor } from '../../shared/domain/client-view.ts';
import { headerLine, taskLines } from '../../shared/domain/shot-list/write.ts';
import type { TaskPosition } from '../../shared/domain/task-list.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { gatherTasks } from '../../shared/http/task-export.ts';
import { taskSearch } from '../../shared/http/task-search.ts';

const mediaTypes = { csv: 'text/csv', json: 'application/json' } as const;

export const handler = defineEndpoint(taskOperations.exportTasks, async (request) => {
  const { caller, cursors } = request;
  const { format, cursor, ...filters } = request.query;
  const search = taskSearch({ ...request, query: filters });
  const { id } = await recentProject(caller.studio, filters.projectId);
  const page = await gatherTasks(search, await cursors.open<TaskPosition>(), format);
  const tasks = page.tasks.map((task) => taskFor(caller, task));
  const nextCursor = await cursors.seal(page.next);
  const content = format === 'json' ? tasks : headerLine + taskLines(tasks);
  return { type: mediaTypes[format], name: `${id}-tasks.${format}`, content, nextCursor };
});
