import { type Task, taskOperations } from '../../shared/contract/tasks.ts';
import { recentProject } from '../../shared/data/projects.ts';
import { findTasks } from '../../shared/data/task-list.ts';
import { taskFor } from '../../shared/domain/client-view.ts';
import { pick } from '../../shared/domain/merge-patch.ts';
import type { TaskPosition } from '../../shared/domain/task-list.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { searchEverywhere, taskSearch } from '../../shared/http/task-search.ts';

export const handler = defineEndpoint(taskOperations.listTasks, async (request) => {
  const { query, caller, cursors } = request;
  const search = query.allProjects ? await searchEverywhere(request) : taskSearch(request);
  const page = await findTasks(search, await cursors.open<TaskPosition>());
  // a project that is not there has no tasks either; the difference is worth a read only then
  if (page.tasks.length === 0 && query.projectId) await recentProject(caller.studio, query.projectId);
  const shown = page.tasks.map((task) => taskFor(caller, task));
  return {
    items: query.fields ? shown.map((task) => pick(task, ['id', ...(query.fields as (keyof Task)[])])) : shown,
    nextCursor: await cursors.seal(page.next),
    ...(page.total !== undefined && { total: page.total }),
  };
});
