import { importOperations } from '../../shared/contract/imports.ts';
import { keys } from '../../shared/data/keys.ts';
import { maxTogether } from '../../shared/domain/bulk.ts';
import { mostClients, type World } from '../world.ts';
import type { Call } from './call.ts';
import type { MakeCase } from './case.ts';

let last = 0;

/** A list of new shots; unless said otherwise, as many as one transaction makes. */
export function newList({ writer, seeded }: World, rows = maxTogether): Call {
  const shots = Array.from({ length: rows }, () => {
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

/** The id of an import that is done once, and only where it is needed. */
function oneImport(world: World): () => Promise<string> {
  let importId = '';
  return async () => {
    importId ||= JSON.parse((await world.call(importOperations.importTasks, newList(world))).text).data.importId;
    return importId;
  };
}

export const importCases = {
  // rows a second are this rate times 49
  importTasks: (world) => ({
    atOnce: 10,
    request: () => newList(world),
    raw: () => {
      const task = keys.task(world.seeded.studio, world.seeded.taskIds[mostClients - 1] as string);
      return world.raw.insert(task, maxTogether);
    },
  }),
  listImports: (world) => ({
    before: oneImport(world),
    request: () => ({ token: world.writer.token }),
    raw: () => {
      const { pk, sk } = keys.personImport(world.writer.studio, world.writer.userId, '');
      return world.raw.query({ equals: { pk }, beginsWith: sk, limit: 51 });
    },
  }),
  getImport: (world) => {
    const begun = oneImport(world);
    let importId = '';
    return {
      async before() {
        importId = await begun();
      },
      request: () => ({ token: world.writer.token, params: { importId } }),
      raw: () => world.raw.read(keys.importJob(world.writer.studio, importId)),
    };
  },
} satisfies Record<keyof typeof importOperations, MakeCase>;
