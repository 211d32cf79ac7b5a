import { importOperations } from '../../shared/contract/imports.ts';
import { keys } from '../../shared/data/keys.ts';
import { maxTogether } from '../../shared/domain/bulk.ts';
import { mostClients, type World } from '../world.ts';
import type { Call } from './call.ts';
import type { MakeCase } from './case.ts';

let last = 0;

/** A list of new shots, as many as one transaction makes. */
function newList({ writer, seeded }: World): Call {
  const shots = Array.from({ length: maxTogether }, () => {
    last += 1;
    return `Ep01,sq0010,IMP${last},comp,2,${writer.username}`;
  });
  return {
    token: writer.token,
    query: { projectId: seeded.workshop.newTasksIn },
    headers: { 'content-type': 'text/csv' },
    body: ['Episode,Sequence,Shot,Task,task duration,Artist', ...shots].join('\n'),
  };
}

export const importCases = {
  // rows a second are this rate times 49
  importTasks: (world) => ({
    request: () => newList(world),
    raw: () => {
      const task = keys.task(world.seeded.studio, world.seeded.taskIds[mostClients - 1] as string);
      return world.raw.insert(task, maxTogether);
    },
  }),
  getImport: (world) => {
    let importId = '';
    return {
      async before() {
        importId ||= JSON.parse((await world.call(importOperations.importTasks, newList(world))).text).data.importId;
      },
      request: () => ({ token: world.writer.token, params: { importId } }),
      raw: () => world.raw.read(keys.importJob(world.writer.studio, importId)),
    };
  },
} satisfies Record<keyof typeof importOperations, MakeCase>;
