import { type Task, taskOperations } from '../../shared/contract/tasks.ts';
import { keys } from '../../shared/data/keys.ts';
import { maxTogether } from '../../shared/domain/bulk.ts';
import type { HttpAnswer } from '../load/http-client.ts';
import { taskNumbered } from '../stack/seed.ts';
import { mostClients, type World } from '../world.ts';
import type { MakeCase } from './case.ts';

const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

/** Tasks for one client after another, so that no two change the same one at once. */
function turns({ seeded, planner }: World) {
  const rounds = new Map<number, number>();
  const of = (client: number, round: number) => ({
    token: planner(client).token,
    params: { taskId: pick(seeded.taskIds, client + round * mostClients) },
  });
  return {
    current: (client: number) => of(client, rounds.get(client) ?? 0),
    next(client: number) {
      rounds.set(client, (rounds.get(client) ?? 0) + 1);
      return of(client, rounds.get(client) ?? 0);
    },
    roundOf: (client: number) => rounds.get(client) ?? 0,
  };
}

const taskKey = ({ seeded }: World, index: number) => keys.task(seeded.studio, pick(seeded.taskIds, index));
/** The last one to be changed: until then its only event is that of its creation. */
const untouched = (world: World) => taskKey(world, mostClients - 1);
/** The first one that is changed. */
const changed = (world: World) => taskKey(world, mostClients);

const dataOf = (answer: HttpAnswer): Task => JSON.parse(answer.text).data;

/** Both move the task within the indexes, as a change of status or archiving does. */
const statuses = { status: ['in_progress', 'review'] } as const;
const partitions = { taskOf: ['MAIN#archived', 'MAIN'], archivedAt: ['2026-01-05T08:00:00.000Z', null] } as const;

export const taskCases = {
  listTasks: ({ planner, raw, seeded: { studio, projectId } }) => ({
    request: (client) => ({ token: planner(client).token, query: { projectId } }),
    raw: () => raw.query({ index: 'tasksByCreation', equals: { studio, taskOf: projectId }, limit: 51 }),
  }),
  countTasks: ({ planner, seeded: { projectId } }) => ({
    // from the project's table, which a warm container asks for changes once a second at most
    request: (client) => ({ token: planner(client).token, query: { projectId, status: 'review,approved' } }),
  }),
  exportTasks: ({ planner, seeded: { projectId } }) => ({
    // from the project's table, as a filtered list is
    request: (client) => ({ token: planner(client).token, query: { projectId, status: 'review' } }),
  }),
  getTask: (world) => {
    const tasks = turns(world);
    return { request: tasks.next, raw: () => world.raw.read(changed(world)) };
  },
  createTask: (world) => {
    let last = 0;
    return {
      request: () => {
        last += 1;
        const { artist: _, ...fields } = taskNumbered(last, world.seeded.workshop.newTasksIn);
        return { token: world.writer.token, body: { ...fields, artist: world.writer.username } };
      },
      raw: () => world.raw.insert(untouched(world)),
    };
  },
  updateTask: (world) => {
    const tasks = turns(world);
    return {
      request: (client) => {
        const call = tasks.next(client);
        // the tasks come around again, and each time there is something to change
        const round = Math.floor((tasks.roundOf(client) * mostClients) / world.seeded.taskIds.length);
        return { ...call, body: { status: pick(['on_hold', 'final'], round) } };
      },
      raw: () => world.raw.change(changed(world), statuses),
    };
  },
  replaceTask: (world) => {
    const tasks = turns(world);
    const read = new Map<number, Task>();
    return {
      async before(client) {
        const answer = await world.call(taskOperations.getTask, tasks.next(client));
        read.set(client, dataOf(answer));
      },
      request: (client) => {
        const milestoneNote = `Replaced in round ${tasks.roundOf(client)}`;
        return { ...tasks.current(client), body: { ...read.get(client), milestoneNote } };
      },
      raw: () => world.raw.change(changed(world), statuses),
    };
  },
  listTaskHistory: (world) => {
    const tasks = turns(world);
    return {
      request: tasks.next,
      raw: () => {
        const task = world.raw.read(changed(world));
        const events = world.raw.query({ equals: { pk: changed(world).pk }, beginsWith: 'E#', limit: 51 });
        return { run: (client) => Promise.all([task.run(client), events.run(client)]) };
      },
    };
  },
  revertTask: (world) => {
    const tasks = turns(world);
    const reached = new Map<number, number>();
    return {
      async before(client) {
        const call = tasks.next(client);
        const body = { milestoneNote: `To be taken back in round ${tasks.roundOf(client)}` };
        const answer = await world.call(taskOperations.updateTask, { ...call, body });
        reached.set(client, dataOf(answer).revision);
      },
      request: (client) => ({ ...tasks.current(client), body: { revision: (reached.get(client) ?? 0) - 1 } }),
      raw: () => world.raw.change(changed(world), statuses),
    };
  },
  bulkTasks: (world) => {
    let last = 0;
    const newTask = () => {
      last += 1;
      const { artist: _, ...fields } = taskNumbered(last, world.seeded.workshop.newTasksIn);
      return { op: 'create', id: `bulk-${last}`, data: { ...fields, artist: world.writer.username } };
    };
    return {
      atOnce: 10,
      request: () => ({
        token: world.writer.token,
        body: { operations: Array.from({ length: maxTogether }, newTask) },
      }),
      raw: () => world.raw.insert(untouched(world), maxTogether),
    };
  },
  archiveTask: (world) => {
    const tasks = turns(world);
    return {
      request: tasks.next,
      after: (client) => world.call(taskOperations.restoreTask, tasks.current(client)),
      raw: () => world.raw.change(changed(world), partitions),
    };
  },
  restoreTask: (world) => {
    const tasks = turns(world);
    return {
      before: (client) => world.call(taskOperations.archiveTask, tasks.next(client)),
      request: tasks.current,
      raw: () => world.raw.change(changed(world), partitions),
    };
  },
} satisfies Record<keyof typeof taskOperations, MakeCase>;
