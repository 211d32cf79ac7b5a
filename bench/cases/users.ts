import { userOperations } from '../../shared/contract/users.ts';
import { keys } from '../../shared/data/keys.ts';
import { password } from '../stack/seed.ts';
import type { World } from '../world.ts';
import type { MakeCase } from './case.ts';

/** Each client changes a user of its own. */
const ownUser = ({ seeded, writer }: World, client: number) => ({
  token: writer.token,
  params: { userId: seeded.workshop.userIds[client] as string },
});

const writerKey = ({ writer }: World) => keys.user(writer.studio, writer.userId);
const activity: Record<string, [unknown, unknown]> = { archivedAt: ['2026-01-05T08:00:00.000Z', null] };

export const userCases = {
  listUsers: ({ planner, raw, seeded: { studio } }) => ({
    request: (client) => ({ token: planner(client).token }),
    raw: () => raw.query({ index: 'directory', equals: { studio, directory: 'people' }, limit: 51 }),
  }),
  getUser: ({ artist, raw }) => ({
    request: (client) => ({ token: artist(client).token, params: { userId: 'me' } }),
    raw: () => raw.read(keys.user(artist(0).studio, artist(0).userId)),
  }),
  createUser: (world) => {
    let last = 0;
    return {
      request: () => {
        last += 1;
        const body = { username: `created${last}`, displayName: `Created ${last}`, role: 'artist', password };
        return { token: world.writer.token, body };
      },
      raw: () => world.raw.insert(writerKey(world)),
    };
  },
  updateUser: (world) => {
    let turn = 0;
    return {
      request: (client) => {
        turn += 1;
        return { ...ownUser(world, client), body: { displayName: `Renamed ${turn} times` } };
      },
      raw: () => world.raw.change(writerKey(world), { name: ['Renamed once', 'Renamed twice'] }),
    };
  },
  deactivateUser: (world) => ({
    request: (client) => ownUser(world, client),
    after: (client) => world.call(userOperations.reactivateUser, ownUser(world, client)),
    raw: () => world.raw.change(writerKey(world), activity),
  }),
  reactivateUser: (world) => ({
    before: (client) => world.call(userOperations.deactivateUser, ownUser(world, client)),
    request: (client) => ownUser(world, client),
    raw: () => world.raw.change(writerKey(world), activity),
  }),
  resetPassword: (world) => ({
    request: (client) => ({ ...ownUser(world, client), body: { newPassword: password } }),
    raw: () => world.raw.put(keys.password(world.writer.studio, world.writer.userId)),
  }),
  exportPersonalData: ({ artist, raw }) => ({
    request: (client) => ({ token: artist(client).token, params: { userId: 'me' } }),
    raw: () => raw.read(keys.user(artist(0).studio, artist(0).userId)),
  }),
  erasePersonalData: (world) => {
    let about: Awaited<ReturnType<typeof eraseSomebody>> | undefined;
    let erased: ReturnType<typeof eraseSomebody> | undefined;
    return {
      // the first time it waits for what is under way; what is measured is the repetition
      async before() {
        erased ??= eraseSomebody(world);
        about = await erased;
      },
      request: () => ({ ...about }),
      raw: () => world.raw.read(writerKey(world)),
    };
  },
} satisfies Record<keyof typeof userOperations, MakeCase>;

async function eraseSomebody(world: World) {
  const { token } = world.writer;
  const body = { username: 'soon.erased', displayName: 'Soon erased', role: 'artist', password };
  const { text } = await world.call(userOperations.createUser, { token, body });
  const { data } = JSON.parse(text) as { data: { id: string } };
  const about = { token, params: { userId: data.id } };
  await world.call(userOperations.erasePersonalData, about);
  return about;
}
