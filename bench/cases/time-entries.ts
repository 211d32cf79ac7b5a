import { type TimeEntry, timeEntryOperations } from '../../shared/contract/time-entries.ts';
import { keys } from '../../shared/data/keys.ts';
import type { World } from '../world.ts';
import type { Call } from './call.ts';
import type { MakeCase } from './case.ts';
import { firstTask, ownTask } from './own-task.ts';

const hours = { date: '2026-03-02', hours: 1.5, note: 'Reflections' };

/** Hours that a client has just entered. */
function entered(world: World) {
  const made = new Map<number, string>();
  return {
    async before(client: number) {
      const answer = await world.call(timeEntryOperations.createTimeEntry, { ...ownTask(world, client), body: hours });
      made.set(client, (JSON.parse(answer.text).data as TimeEntry).id);
    },
    request(client: number): Call {
      const { token, params } = ownTask(world, client);
      return { token, params: { ...params, entryId: made.get(client) ?? '' } };
    },
  };
}

/** The task alone; the hours, their event and their two copies come on top. */
const changeOfTask = (world: World) => world.raw.change(firstTask(world), { actualTimeLogged: [12.5, 14] });
const hoursOf = (world: World, pk: string) => world.raw.query({ equals: { pk }, beginsWith: 'H#', limit: 51 });

export const timeEntryCases = {
  createTimeEntry: (world) => ({
    request: (client) => ({ ...ownTask(world, client), body: hours }),
    raw: () => changeOfTask(world),
  }),
  updateTimeEntry: (world) => {
    const { before, request } = entered(world);
    return {
      before,
      request: (client) => ({ ...request(client), body: { hours: 2 } }),
      raw: () => changeOfTask(world),
    };
  },
  deleteTimeEntry: (world) => ({ ...entered(world), raw: () => changeOfTask(world) }),
  listTaskTimeEntries: (world) => ({
    request: (client) => ownTask(world, client),
    raw: () => hoursOf(world, firstTask(world).pk),
  }),
  listTimeEntries: (world) => ({
    request: (client) => ({ token: world.planner(client).token }),
    raw: () => hoursOf(world, keys.personHours(world.seeded.studio, world.planner(0).userId, '', '').pk),
  }),
  sumTimeEntries: (world) => ({
    request(client) {
      const { token, params } = ownTask(world, client);
      return { token, query: { ...params, groupBy: 'person' } };
    },
    raw: () => hoursOf(world, firstTask(world).pk),
  }),
} satisfies Record<keyof typeof timeEntryOperations, MakeCase>;
