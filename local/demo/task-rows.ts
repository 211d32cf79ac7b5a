import type { Project } from '../../shared/contract/projects.ts';
import type { Task } from '../../shared/contract/tasks.ts';
import { eventItem } from '../../shared/data/entity-events.ts';
import type { Item } from '../../shared/data/table.ts';
import type { taskKind } from '../../shared/data/tasks.ts';
import type { Actor } from '../../shared/domain/events.ts';
import { cleanedNames, taskIdOf } from '../../shared/domain/tasks.ts';
import type { DemoTask } from './production.ts';

export interface Place {
  studio: string;
  project: Project;
  kind: ReturnType<typeof taskKind>;
  actorOf: (username: string) => Actor;
}

type EventRow = Item & { at: string };

/** The rows that a task with its past leaves in the table: an event for each revision, and the task as it is now. */
export function rowsOf(demo: DemoTask, place: Place): { task: Item; events: EventRow[] } {
  const { studio, project, kind, actorOf } = place;
  const id = taskIdOf(demo.fields, project);
  const key = kind.key(studio, id);
  const events: EventRow[] = [];
  let before: Record<string, unknown> | undefined;
  let task: Task = {
    id,
    ...demo.fields,
    ...cleanedNames(demo.fields, project),
    blockedBy: [],
    revision: 0,
    createdAt: demo.createdAt.toISOString(),
    createdBy: actorOf(demo.createdBy).userId,
    updatedAt: '',
    updatedBy: null,
    archivedAt: null,
  };
  for (const { at, by, change } of [{ at: demo.createdAt, by: demo.createdBy, change: {} }, ...demo.steps]) {
    const actor = actorOf(by);
    const moved = { revision: task.revision + 1, updatedAt: at.toISOString(), updatedBy: actor.userId };
    task = { ...task, ...change, ...moved };
    const after = kind.toItem(task, studio);
    const type = before ? 'task.updated' : 'task.created';
    events.push(eventItem(kind, { studio, actor }, { type, before, after }));
    before = after;
  }
  return { task: { ...key, ...before }, events };
}
