import { taskOperations } from '../../shared/contract/tasks.ts';
import { type Version, versionOperations } from '../../shared/contract/versions.ts';
import { keys } from '../../shared/data/keys.ts';
import { taskNumbered } from '../stack/seed.ts';
import type { World } from '../world.ts';
import type { Call } from './call.ts';
import type { MakeCase } from './case.ts';

let last = 0;

/** A task of the studio that is written in. */
async function newTask(world: World): Promise<string> {
  last += 1;
  const { artist: _, ...fields } = taskNumbered(last, world.seeded.workshop.newTasksIn);
  const named = { id: `versioned-${last}`, artist: world.writer.username };
  const body = { ...fields, ...named, versions: [], currentVersion: null };
  const { text } = await world.call(taskOperations.createTask, { token: world.writer.token, body });
  return JSON.parse(text).data.id;
}

/** Versions one after another, each client's of a task of its own. */
function versionsIn(world: World) {
  const tasks = new Map<number, Promise<string>>();
  const newest = new Map<number, string>();
  const taskOf = (client: number) => {
    const known = tasks.get(client) ?? newTask(world);
    tasks.set(client, known);
    return known;
  };
  const ids = new Map<number, string>();
  const ofTask = (client: number): Call => ({
    token: world.writer.token,
    params: { taskId: ids.get(client) as string },
  });
  const current = (client: number): Call => ({
    token: world.writer.token,
    params: { taskId: ids.get(client) as string, version: newest.get(client) as string },
  });
  const prepare = async (client: number) => ids.set(client, await taskOf(client));
  async function create(client: number): Promise<void> {
    await prepare(client);
    const answer = await world.call(versionOperations.createVersion, { ...ofTask(client), body: newVersion });
    const { label }: Version = JSON.parse(answer.text).data;
    newest.set(client, label);
  }
  async function toStatus(client: number, ...statuses: string[]): Promise<void> {
    for (const status of statuses)
      await world.call(versionOperations.updateVersion, { ...current(client), body: { status } });
  }
  /** Makes so many at the first time, and nothing later. */
  async function several(client: number, count: number): Promise<void> {
    if (ids.has(client)) return;
    for (let index = 0; index < count; index += 1) await create(client);
  }
  return { ofTask, current, prepare, create, several, toStatus };
}

const newVersion = {
  description: 'Rim light, and less of the fog',
  filePath: 'V:/NEW/all/scene/Ep01/sq0000/sh0000/lighting/version/Ep01_sq0000_sh0000_lighting_master_v001.ma',
  fileSize: 58_000_000,
};
const filled = 10;

/** A version that there is, and its task, to be read by the SDK alone. */
async function stored(world: World) {
  const versions = versionsIn(world);
  await versions.several(0, filled);
  const { taskId = '' } = versions.ofTask(0).params ?? {};
  const { studio } = world.writer;
  return { taskId, task: keys.task(studio, taskId), version: keys.version(studio, taskId, filled) };
}

/** Reading a task and its versions, at once. */
async function readsList(world: World) {
  const { task } = await stored(world);
  const reads = [world.raw.read(task), world.raw.query({ equals: { pk: task.pk }, beginsWith: 'V#', limit: 51 })];
  return { run: (client: number) => Promise.all(reads.map((read) => read.run(client))) };
}

/** A change of a version that was just made. */
function changing(body: object | undefined, prepare: readonly string[] = []): MakeCase {
  return (world) => {
    const versions = versionsIn(world);
    return {
      async before(client) {
        await versions.create(client);
        await versions.toStatus(client, ...prepare);
      },
      request: (client) => ({ ...versions.current(client), ...(body && { body }) }),
    };
  };
}

/** A question about a task that has ten. */
function reading(query?: Record<string, string>): MakeCase {
  return (world) => {
    const versions = versionsIn(world);
    return {
      before: (client) => versions.several(client, filled),
      request: (client) => ({ ...versions.ofTask(client), ...(query && { query }) }),
    };
  };
}

export const versionCases = {
  createVersion: (world) => {
    const versions = versionsIn(world);
    return { before: versions.prepare, request: (client) => ({ ...versions.ofTask(client), body: newVersion }) };
  },
  listVersions: (world) => ({ ...reading()(world), raw: () => readsList(world) }),
  getVersion: (world) => {
    const versions = versionsIn(world);
    return {
      before: (client) => versions.several(client, 1),
      request: versions.current,
      async raw() {
        const { task, version } = await stored(world);
        const reads = [world.raw.read(task), world.raw.read(version)];
        return { run: (client) => Promise.all(reads.map((read) => read.run(client))) };
      },
    };
  },
  updateVersion: changing({ status: 'review' }),
  lockVersion: changing({ reason: 'Rendering' }),
  unlockVersion: (world) => {
    const versions = versionsIn(world);
    return {
      async before(client) {
        await versions.create(client);
        await world.call(versionOperations.lockVersion, { ...versions.current(client), body: {} });
      },
      request: (client) => ({ ...versions.current(client), body: {} }),
    };
  },
  publishVersion: changing({ notes: 'For comp' }, ['review', 'approved']),
  archiveVersion: changing(undefined),
  compareVersions: reading({ from: 'v001', to: 'v010' }),
  versionStatistics: (world) => ({ ...reading()(world), raw: () => readsList(world) }),
  createSubmission: (world) => {
    const versions = versionsIn(world);
    return {
      before: versions.create,
      request: (client) => {
        const { params: { version } = {}, ...call } = versions.current(client);
        return { ...call, ...versions.ofTask(client), body: { version } };
      },
    };
  },
  listSubmissions: reading(),
} satisfies Record<keyof typeof versionOperations, MakeCase>;
