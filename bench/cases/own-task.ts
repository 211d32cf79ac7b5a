import { keys } from '../../shared/data/keys.ts';
import type { World } from '../world.ts';

/** Each client works on a task of its own, and on no other. */
export function ownTask({ seeded, planner }: World, client: number) {
  const taskId = seeded.taskIds[client] as string;
  return { token: planner(client).token, params: { taskId } };
}

/** Where the task of the first client is. */
export const firstTask = ({ seeded }: World) => keys.task(seeded.studio, seeded.taskIds[0] as string);
