import pMap from 'p-map';
import type { Project } from '../../shared/contract/projects.ts';
import { getProject, insertProject } from '../../shared/data/projects.ts';
import { changeTask, getTask, insertTask } from '../../shared/data/tasks.ts';
import type { Actor } from '../../shared/domain/events.ts';
import { cleanedNames, taskIdOf } from '../../shared/domain/tasks.ts';
import { newId } from '../../shared/platform/ids.ts';
import type { DemoTask, Production } from './production.ts';
import { unlessThere } from './write-studio.ts';

const concurrency = 16;

interface Place {
  studio: string;
  actorOf: (username: string) => Actor;
}

function actors(ids: ReadonlyMap<string, string>): Place['actorOf'] {
  return (username) => {
    const userId = ids.get(username);
    if (userId === undefined) throw new Error(`Nobody in the demo studio is called ${username}`);
    return { userId, requestId: newId('req'), ip: '127.0.0.1' };
  };
}

/** One write of a task's history. Each knows the revision it makes, so that it is made only once. */
interface Write {
  at: Date;
  taskId: string;
  run: () => Promise<unknown>;
}

function writesOf(task: DemoTask, project: Project, { studio, actorOf }: Place): Write[] {
  const id = taskIdOf(task.fields, project);
  const create = () => {
    const change = { studio, actor: actorOf(task.createdBy), at: task.createdAt };
    const written = insertTask({ id, ...task.fields, ...cleanedNames(task.fields, project) }, change);
    return unlessThere(written, () => getTask(studio, id));
  };
  const steps = task.steps.map(({ at, by, change: fields }, index): Write => {
    const options = {
      type: 'task.updated',
      expected: undefined,
      artist: fields.artist,
      decide: (current: Awaited<ReturnType<typeof getTask>>) =>
        current.revision === index + 1 ? { ...current, ...fields } : current,
    } as const;
    return { at, taskId: id, run: () => changeTask(id, options, { studio, actor: actorOf(by), at }) };
  });
  return [{ at: task.createdAt, taskId: id, run: create }, ...steps];
}

/** Writes a production and its past, event by event, roughly in the order in which things happened. */
export async function writeProduction(
  studio: string,
  production: Production,
  ids: ReadonlyMap<string, string>,
): Promise<void> {
  const place = { studio, actorOf: actors(ids) };
  const { project: settings, createdAt, createdBy } = production;
  const project = await unlessThere(
    insertProject({ ...settings, taskCount: 0 }, { studio, actor: place.actorOf(createdBy), at: createdAt }),
    () => getProject(studio, settings.id),
  );
  const writes = production.tasks.flatMap((task) => writesOf(task, project, place));
  const before = new Map<string, Promise<unknown>>();
  await pMap(
    writes.sort((a, b) => a.at.getTime() - b.at.getTime()),
    ({ taskId, run }) => {
      const done = Promise.resolve(before.get(taskId)).then(run);
      before.set(taskId, done);
      return done;
    },
    { concurrency },
  );
}
