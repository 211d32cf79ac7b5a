import type { Project } from '../contract/projects.ts';
import { system } from './events.ts';
import type { Occasion } from './notifications.ts';
import { isOver } from './status-category.ts';

const dayMs = 24 * 3600 * 1000;

/** A deadline is near for a day; that it has passed is told for a day, however late it is noticed. */
export function deadlineSpan(now: Date): { from: string; to: string } {
  const [from, to] = [now.getTime() - dayMs, now.getTime() + dayMs].map((time) => new Date(time).toISOString());
  return { from: from as string, to: to as string };
}

/** A task, as far as its deadline goes; its artist by id. */
export interface DueTask {
  id: string;
  projectId: string;
  revision: number;
  status: string;
  deadline: string;
  about: Occasion['about'];
}

/** What there is to tell of a task with a deadline around now; nothing of one that is done or not wanted any more. */
export function deadlineOccasion(
  studio: string,
  { id, projectId, revision, status, deadline, about }: DueTask,
  { statuses }: Pick<Project, 'statuses'>,
  now: Date,
): Occasion | undefined {
  const category = statuses.find(({ name }) => name === status)?.category;
  if (isOver(category)) return undefined;
  const at = now.toISOString();
  return {
    ...{ type: deadline > at ? 'task.deadlineNear' : 'task.deadlinePassed', studio, entity: 'task', entityId: id },
    ...{ projectId, revision, at, actor: { ...system, userId: 'system' }, changes: {}, about: { ...about, deadline } },
  };
}
