import { notFound } from '../../shared/contract/errors.ts';
import { type TimeTotals, timeEntryOperations } from '../../shared/contract/time-entries.ts';
import { peopleAmong } from '../../shared/data/people.ts';
import { recentProject } from '../../shared/data/projects.ts';
import { getTask } from '../../shared/data/tasks.ts';
import { countedEntries } from '../../shared/data/time-entries.ts';
import { projectResource } from '../../shared/domain/projects.ts';
import { taskResource } from '../../shared/domain/tasks.ts';
import { daysOf, mostDays, totalsOf } from '../../shared/domain/time-entries.ts';
import { userIdOf } from '../../shared/domain/users.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import type { Asking } from '../../shared/http/task-changes.ts';

type Query = { taskId?: string | undefined; projectId?: string | undefined };

/** The project that is asked about, by itself or by a task of it, where the caller may see that. */
async function projectOf({ taskId, projectId }: Query, { caller, allow }: Asking): Promise<string | undefined> {
  if (projectId !== undefined) {
    allow(projectResource(projectId), 'project.read');
    await recentProject(caller.studio, projectId);
  }
  if (taskId === undefined) return projectId;
  const task = await getTask(caller.studio, taskId);
  allow(taskResource(task), 'task.read');
  if (projectId !== undefined && projectId !== task.projectId) throw notFound('task', taskId);
  return task.projectId;
}

async function withNames(studio: string, totals: TimeTotals): Promise<TimeTotals> {
  const people = await peopleAmong(
    studio,
    totals.groups.map(({ key }) => key),
  );
  return { ...totals, groups: totals.groups.map((group) => ({ ...group, username: people.usernameOf(group.key) })) };
}

export const handler = defineEndpoint(timeEntryOperations.sumTimeEntries, async (request) => {
  const { query, caller, allow, eachAllowed } = request;
  const { taskId, groupBy } = query;
  const projectId = await projectOf(query, request);
  const all = { kind: 'timeEntry', id: projectId ?? '', ...(projectId !== undefined && { projectId }) } as const;
  const seesAll = projectId !== undefined && eachAllowed()(all);
  const userId = query.userId === undefined && seesAll ? undefined : userIdOf(query.userId ?? 'me', caller);
  allow({ ...all, ...(userId !== undefined && { id: userId, userId }) });
  const days = daysOf(query, mostDays({ taskId, userId }));
  const entries = await countedEntries(caller.studio, { taskId, projectId, userId, days });
  const totals = totalsOf(entries, groupBy);
  return groupBy === 'person' ? withNames(caller.studio, totals) : totals;
});
