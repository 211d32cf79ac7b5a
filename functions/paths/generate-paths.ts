import { ApiError, invalidField } from '../../shared/contract/errors.ts';
import { pathOperations } from '../../shared/contract/paths.ts';
import { checkedByProject } from '../../shared/data/projects.ts';
import { getTasks } from '../../shared/data/tasks.ts';
import { generatePaths, type Wanted } from '../../shared/domain/paths/generate.ts';
import { projectResource } from '../../shared/domain/projects.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

/** A function answers with six megabytes at most. */
const maxAnswerBytes = 5_500_000;

/** @throws NOT_FOUND naming every id that is no task of the project */
async function wantedTasks(
  studio: string,
  projectId: string,
  ids: readonly string[],
  fieldAt: (index: number) => string,
) {
  const found = new Map((await getTasks(studio, ids)).map((task) => [task.id, task]));
  const wanted = ids.map((id, index) => ({ id, field: fieldAt(index), task: found.get(id) }));
  const missing = wanted.filter(({ task }) => task?.projectId !== projectId);
  if (missing.length === 0)
    return wanted.flatMap(({ task, field }): Wanted[] => (task ? [{ task, fieldOf: () => field }] : []));
  const details = missing.slice(0, 50).map(({ id, field }) => {
    return { field, code: 'NOT_FOUND' as const, message: `There is no task "${id}" in project ${projectId}.` };
  });
  throw new ApiError('NOT_FOUND', details[0]?.message ?? '', { details });
}

export const handler = defineEndpoint(pathOperations.generatePaths, async ({ body, caller, allow }) => {
  const { taskId, taskIds, task, ...asked } = body;
  const { projectId } = asked;
  allow(projectResource(projectId));
  const request = { ...asked, user: asked.user ?? caller.username };
  const wanted: Wanted[] = task
    ? [{ task, fieldOf: (field) => `task.${field}` }]
    : await wantedTasks(caller.studio, projectId, taskIds ?? [taskId ?? ''], (index) =>
        taskIds ? `taskIds.${index}` : 'taskId',
      );
  const made = await checkedByProject(caller.studio, projectId, (project) =>
    generatePaths(project, request, wanted, new Date()),
  );
  if (Buffer.byteLength(JSON.stringify(made)) > maxAnswerBytes)
    throw invalidField('taskIds', 'OUT_OF_RANGE', 'The answer would be too large', 'Fewer tasks, or fewer kinds');
  return taskIds ? made : (made[0] ?? []);
});
