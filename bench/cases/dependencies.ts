import { dependencyOperations } from '../../shared/contract/dependencies.ts';
import { keys } from '../../shared/data/keys.ts';
import { mostClients, type World } from '../world.ts';
import type { MakeCase } from './case.ts';
import { firstTask, ownTask } from './own-task.ts';

/** The task of a client, and one that no client works on. */
function ownPair(world: World, client: number) {
  const { token, params } = ownTask(world, client);
  const blockingTaskId = world.seeded.taskIds[client + mostClients] as string;
  return { token, params: { ...params, blockingTaskId } };
}

const change = (world: World) => world.raw.change(firstTask(world), { milestoneNote: ['waits', 'waits no longer'] });

export const dependencyCases = {
  listTaskDependencies: (world) => ({
    before: (client) => world.call(dependencyOperations.addTaskDependency, ownPair(world, client)),
    request: (client) => ownTask(world, client),
    raw: () => world.raw.read(keys.task(world.seeded.studio, world.seeded.taskIds[mostClients] as string)),
  }),
  addTaskDependency: (world) => ({
    before: (client) => world.call(dependencyOperations.removeTaskDependency, ownPair(world, client)),
    request: (client) => ownPair(world, client),
    raw: () => change(world),
  }),
  removeTaskDependency: (world) => ({
    before: (client) => world.call(dependencyOperations.addTaskDependency, ownPair(world, client)),
    request: (client) => ownPair(world, client),
    raw: () => change(world),
  }),
} satisfies Record<keyof typeof dependencyOperations, MakeCase>;
