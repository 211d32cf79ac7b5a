import {
  assets,
  type BreakdownItem,
  breakdownOperations,
  castingFields,
  type ItemOperations,
  sequences,
  shots,
} from '../../shared/contract/breakdown.ts';
import { keys } from '../../shared/data/keys.ts';
import type { World } from '../world.ts';
import type { Call } from './call.ts';
import type { MakeCase } from './case.ts';
import { firstTask } from './own-task.ts';

let last = 0;

const fields = (type: string) => {
  last += 1;
  return { name: `${type}${last}`, episode: 'Ep01', description: 'The hall, seen from the gallery' };
};
const inWorkshop = ({ writer, seeded }: World) => ({
  token: writer.token,
  params: { projectId: seeded.workshop.newTasksIn },
});

async function create(world: World, of: ItemOperations): Promise<BreakdownItem> {
  const answer = await world.call(of.create, { ...inWorkshop(world), body: fields(of.type) });
  return JSON.parse(answer.text).data;
}

/** An item that a client has just recorded. */
function recorded(world: World, of: ItemOperations) {
  const made = new Map<number, BreakdownItem>();
  const params = (client: number) => ({
    ...inWorkshop(world).params,
    [`${of.type}Id`]: made.get(client)?.id ?? '',
  });
  return {
    before: async (client: number) => made.set(client, await create(world, of)),
    params,
    request: (client: number): Call => ({ token: world.writer.token, params: params(client) }),
  };
}

const change = (world: World) => world.raw.change(firstTask(world), { milestoneNote: ['Before', 'After'] });

function casesOf(of: ItemOperations): Record<'list' | 'get' | 'create' | 'update' | 'archive' | 'restore', MakeCase> {
  const items = ({ seeded: { studio, projectId } }: World) => keys.item(studio, projectId, of.type, '');
  return {
    list: (world) => ({
      request: (client) => ({ token: world.planner(client).token, params: { projectId: world.seeded.projectId } }),
      raw: () => world.raw.query({ equals: { pk: items(world).pk }, beginsWith: items(world).sk, limit: 51 }),
    }),
    get: (world) => ({ ...recorded(world, of), raw: () => world.raw.read(firstTask(world)) }),
    create: (world) => ({
      request: () => ({ ...inWorkshop(world), body: fields(of.type) }),
      raw: () => world.raw.insert(firstTask(world)),
    }),
    update: (world) => {
      const { before, request } = recorded(world, of);
      return {
        before,
        request: (client) => ({ ...request(client), body: { description: 'The hall at night' } }),
        raw: () => change(world),
      };
    },
    archive: (world) => ({ ...recorded(world, of), raw: () => change(world) }),
    restore: (world) => {
      const { before, request } = recorded(world, of);
      return {
        async before(client) {
          await before(client);
          await world.call(of.archive, request(client));
        },
        request,
        raw: () => change(world),
      };
    },
  };
}

/** An asset and a shot of a client, the one in the other if so wanted. */
function joined(world: World, isCast: boolean) {
  const [shot, asset] = [recorded(world, shots), recorded(world, assets)];
  const request = (client: number): Call => ({
    token: world.writer.token,
    params: { ...shot.params(client), ...asset.params(client) },
  });
  return {
    async before(client: number) {
      await Promise.all([shot.before(client), asset.before(client)]);
      if (isCast)
        await world.call(breakdownOperations.castAsset, { ...request(client), body: castingFields.parse({}) });
    },
    request,
  };
}

const castings = (world: World) => {
  const { pk, sk } = keys.casting(world.seeded.studio, world.seeded.projectId, 'none', '');
  return world.raw.query({ equals: { pk }, beginsWith: sk, limit: 51 });
};

const [ofShots, ofAssets, ofSequences] = [casesOf(shots), casesOf(assets), casesOf(sequences)];

export const breakdownCases = {
  listShots: ofShots.list,
  getShot: ofShots.get,
  createShot: ofShots.create,
  updateShot: ofShots.update,
  archiveShot: ofShots.archive,
  restoreShot: ofShots.restore,
  listAssets: ofAssets.list,
  getAsset: ofAssets.get,
  createAsset: ofAssets.create,
  updateAsset: ofAssets.update,
  archiveAsset: ofAssets.archive,
  restoreAsset: ofAssets.restore,
  listSequences: ofSequences.list,
  getSequence: ofSequences.get,
  createSequence: ofSequences.create,
  updateSequence: ofSequences.update,
  archiveSequence: ofSequences.archive,
  restoreSequence: ofSequences.restore,
  listShotCasting: (world) => ({ ...joined(world, true), raw: () => castings(world) }),
  listAssetCasting: (world) => ({ ...joined(world, true), raw: () => castings(world) }),
  castAsset: (world) => {
    const { before, request } = joined(world, false);
    return {
      before,
      request: (client) => ({ ...request(client), body: { count: 2 } }),
      raw: () => world.raw.insert(firstTask(world)),
    };
  },
  uncastAsset: (world) => ({ ...joined(world, true), raw: () => change(world) }),
} satisfies Record<keyof typeof breakdownOperations, MakeCase>;
