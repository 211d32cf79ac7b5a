import { apiKeyOperations } from '../../shared/contract/api-keys.ts';
import { keys } from '../../shared/data/keys.ts';
import type { World } from '../world.ts';
import type { Call } from './call.ts';
import type { MakeCase } from './case.ts';

const perPage = 50;

const creation = ({ writer }: World, name = 'Farm submitter'): Call => ({
  token: writer.token,
  body: { name, projects: { W0: 'supervisor' }, scopes: ['task.read', 'task.progress'] },
});

async function newKey(world: World, name?: string): Promise<string> {
  const { text } = await world.call(apiKeyOperations.createApiKey, creation(world, name));
  return JSON.parse(text).data.id;
}

const keyOf = ({ writer }: World, id: string) => keys.apiKey(writer.studio, id);

export const apiKeyCases = {
  listApiKeys: (world) => {
    let filled: Promise<unknown> | undefined;
    return {
      // a page and one more
      before: () => {
        filled ??= Promise.all(Array.from({ length: perPage + 1 }, (_, index) => newKey(world, `Key ${index}`)));
        return filled;
      },
      request: () => ({ token: world.writer.token }),
      raw: () => {
        const equals = { studio: world.writer.studio, directory: 'keys' };
        return world.raw.query({ index: 'directory', equals, limit: perPage + 1 });
      },
    };
  },
  createApiKey: (world) => ({
    request: () => creation(world),
    raw: async () => world.raw.insert(keyOf(world, await newKey(world))),
  }),
  revokeApiKey: (world) => {
    const own = new Map<number, string>();
    return {
      before: async (client) => own.set(client, await newKey(world)),
      request: (client) => ({ token: world.writer.token, params: { apiKeyId: own.get(client) as string } }),
      raw: async () =>
        world.raw.change(keyOf(world, await newKey(world)), {
          directory: ['keys#revoked', 'keys'],
          archivedAt: ['2026-01-05T08:00:00.000Z', null],
        }),
    };
  },
} satisfies Record<keyof typeof apiKeyOperations, MakeCase>;
