import * as z from 'zod';
import { operation } from './operation.ts';
import { task, taskAnswer, taskId } from './tasks.ts';

/** What is told of a task that another one waits for, or that waits for it. */
const summary = task
  .pick({
    ...{ id: true, type: true, episode: true, sequence: true, shot: true, task: true },
    ...{ artist: true, status: true, startTime: true, deadline: true, archivedAt: true },
  })
  .meta({ id: 'DependencySummary' });

const dependencies = z
  .object({
    blockedBy: z.array(summary).meta({ description: 'What has to be done before' }),
    blocks: z.array(summary).meta({ description: 'What waits for it' }),
  })
  .meta({ id: 'TaskDependencies', description: 'What a task waits for and what waits for it, each by id.' });

const domain = 'tasks';
const params = z.object({ taskId, blockingTaskId: taskId });

export const dependencyOperations = {
  listTaskDependencies: operation({
    id: 'listTaskDependencies',
    domain,
    method: 'GET',
    path: '/tasks/{taskId}/dependencies',
    summary: 'Get what a task waits for, and what waits for it',
    description: 'Archived tasks included; of all of them those that you may see.',
    access: 'task.read',
    params: z.object({ taskId }),
    errors: ['NOT_FOUND'],
    answer: { kind: 'item', status: 200, data: dependencies },
  }),
  addTaskDependency: operation({
    id: 'addTaskDependency',
    domain,
    method: 'PUT',
    path: '/tasks/{taskId}/dependencies/{blockingTaskId}',
    summary: 'Let a task wait for another one of its project',
    description:
      'A task cannot wait for itself, neither directly nor through others: that is a CONFLICT which names the way round. ' +
      'A task waits for at most 50, and at most 500 wait for one. What is so already stays so.',
    access: 'task.update',
    params,
    errors: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
    answer: taskAnswer,
    uses: ['tableWrite'],
  }),
  removeTaskDependency: operation({
    id: 'removeTaskDependency',
    domain,
    method: 'DELETE',
    path: '/tasks/{taskId}/dependencies/{blockingTaskId}',
    summary: 'Let a task wait for another one no longer',
    description: 'Answers with the task. Where it does not wait for the other one, nothing changes.',
    access: 'task.update',
    params,
    errors: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
    answer: taskAnswer,
    uses: ['tableWrite'],
  }),
} as const;
