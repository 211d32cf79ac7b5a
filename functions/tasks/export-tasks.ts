import { taskOperations } from '../../shared/contract/tasks.ts';
import { openCursor, sealCursor } from '../../shared/data/cursor.ts';
import { recentProject } from '../../shared/data/projects.ts';
import { taskFor } from '../../shared/domain/client-view.ts';
import { headerLine, taskLines } from '../../shared/domain/shot-list/write.ts';
import type { TaskPosition } from '../../shared/domain/task-list.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { gatherTasks } from '../../shared/http/task-export.ts';
import { taskSearch } from '../../shared/http/task-search.ts';

const operation = taskOperations.exportTasks;
const mediaTypes = { csv: 'text/csv', json: 'application/json' } as const;

export const handler = defineEndpoint(operation, async (request) => {
  const { caller } = request;
  const { format, cursor, ...filters } = request.query;
  const scope = {
    studio: caller.studio,
    userId: caller.userId,
    operation: operation.id,
    query: { ...filters, format },
  };
  const search = taskSearch({ ...request, query: filters });
  const { id } = await recentProject(caller.studio, filters.projectId);
  const page = await gatherTasks(search, await openCursor<TaskPosition>(cursor, scope), format);
  const tasks = page.tasks.map((task) => taskFor(caller, task));
  const nextCursor = page.next && (await sealCursor(page.next, scope));
  const content = format === 'json' ? tasks : headerLine + taskLines(tasks);
  return { type: mediaTypes[format], name: `${id}-tasks.${format}`, content, nextCursor };
});
