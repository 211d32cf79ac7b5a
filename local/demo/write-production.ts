import { peopleOf } from '../../shared/data/people.ts';
import { getProject, insertProject } from '../../shared/data/projects.ts';
import { taskKind } from '../../shared/data/tasks.ts';
import type { Actor } from '../../shared/domain/events.ts';
import { newId } from '../../shared/platform/ids.ts';
import type { Production } from './production.ts';
import { putRows } from './put-rows.ts';
import { rowsOf } from './task-rows.ts';
import { unlessThere } from './write-studio.ts';

function actors(ids: ReadonlyMap<string, string>): (username: string) => Actor {
  return (username) => {
    const userId = ids.get(username);
    if (userId === undefined) throw new Error(`Nobody in the demo studio is called ${username}`);
    return { userId, requestId: newId('req'), ip: '127.0.0.1' };
  };
}

/** Writes a production and its past: every change with its event, in the order in which they happened. */
export async function writeProduction(
  studio: string,
  production: Production,
  ids: ReadonlyMap<string, string>,
): Promise<void> {
  const actorOf = actors(ids);
  const { project: settings, createdAt, createdBy } = production;
  const project = await unlessThere(insertProject(settings, { studio, actor: actorOf(createdBy), at: createdAt }), () =>
    getProject(studio, settings.id),
  );
  const kind = taskKind(await peopleOf(studio, [...ids.keys()]));
  const rows = production.tasks.map((task) => rowsOf(task, { studio, project, kind, actorOf }));
  // tasks before events: who reads of an event finds its task
  await putRows(rows.map(({ task }) => task));
  await putRows(rows.flatMap(({ events }) => events).sort((a, b) => a.at.localeCompare(b.at)));
}
