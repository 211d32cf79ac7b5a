import { notificationOperations } from '../../shared/contract/notifications.ts';
import { inboxOf } from '../../shared/contract/realtime.ts';
import { keys } from '../../shared/data/keys.ts';
import type { World } from '../world.ts';
import type { MakeCase } from './case.ts';

const inbox = ({ artist }: World, client: number) => {
  const { studio, userId } = artist(client);
  return { studio, channel: inboxOf(userId) };
};

async function newest(world: World, client: number): Promise<string[]> {
  const { token } = world.artist(client);
  const { text } = await world.call(notificationOperations.listNotifications, { token, query: { limit: '100' } });
  return (JSON.parse(text) as { data: { id: string }[] }).data.map(({ id }) => id);
}

export const notificationCases = {
  listNotifications: (world) => ({
    request: (client) => ({ token: world.artist(client).token }),
    raw: () => {
      const { studio, channel } = inbox(world, 0);
      const { pk } = keys.channelHead(studio, channel);
      return world.raw.query({ equals: { pk }, beginsWith: 'N#', unexpired: true, limit: 51 });
    },
  }),
  updateNotification: (world) => {
    const ids = new Map<number, string[]>();
    let turn = 0;
    return {
      before: async (client) => ids.has(client) || ids.set(client, await newest(world, client)),
      request: (client) => {
        turn += 1;
        const notificationId = ids.get(client)?.[client] ?? '';
        return { token: world.artist(client).token, params: { notificationId }, body: { isRead: turn % 2 === 0 } };
      },
      raw: async () => {
        const { studio, channel } = inbox(world, 0);
        const [id = ''] = await newest(world, 0);
        const key = keys.notification(studio, channel, id);
        return world.raw.update(key, { isRead: [true, false] }, { reads: false });
      },
    };
  },
} satisfies Record<keyof typeof notificationOperations, MakeCase>;
