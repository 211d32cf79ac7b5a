import { notificationOperations } from '../../shared/contract/notifications.ts';
import { inboxOf } from '../../shared/contract/realtime.ts';
import { keys } from '../../shared/data/keys.ts';
import type { World } from '../world.ts';
import type { MakeCase } from './case.ts';
import { ownTask } from './own-task.ts';

const inbox = ({ artist }: World, client: number) => {
  const { studio, userId } = artist(client);
  return { studio, channel: inboxOf(userId) };
};

async function newest(world: World, client: number): Promise<string[]> {
  const { token } = world.artist(client);
  const { text } = await world.call(notificationOperations.listNotifications, { token, query: { limit: '100' } });
  return (JSON.parse(text) as { data: { id: string }[] }).data.map(({ id }) => id);
}

const tokenOf = (world: World) => (client: number) => ({ token: world.artist(client).token });

/** Notifications of their own, which clients read again and again. */
function ownNotifications(world: World) {
  const ids = new Map<number, string[]>();
  const idOf = (client: number) => ids.get(client)?.[client] ?? '';
  return {
    before: async (client: number) => ids.has(client) || ids.set(client, await newest(world, client)),
    request: (client: number) => ({ ...tokenOf(world)(client), params: { notificationId: idOf(client) } }),
    idOf,
  };
}

/** For each client by itself true and false in turn, beginning with what an unread notification becomes. */
function alternating(): (client: number) => boolean {
  const last = new Map<number, boolean>();
  return (client) => {
    const next = !last.get(client);
    last.set(client, next);
    return next;
  };
}

async function firstNotification(world: World) {
  const { studio, channel } = inbox(world, 0);
  const [id = ''] = await newest(world, 0);
  return keys.notification(studio, channel, id);
}

const allOf = (world: World) => {
  const { studio, channel } = inbox(world, 0);
  const { pk } = keys.channelHead(studio, channel);
  return { equals: { pk }, beginsWith: 'N#', unexpired: true, limit: 51 } as const;
};

const announcement = { type: 'announcement', title: 'Dailies', message: 'At ten, in the small room.' };

/** An announcement that a client was just sent. */
function sent(world: World) {
  const made = new Map<number, string>();
  return {
    async before(client: number) {
      const body = { ...announcement, userId: world.artist(client).userId };
      const { token } = world.planner(client);
      const answer = await world.call(notificationOperations.createNotification, { token, body });
      made.set(client, (JSON.parse(answer.text) as { data: { id: string } }).data.id);
    },
    request: (client: number) => ({
      ...tokenOf(world)(client),
      params: { notificationId: made.get(client) ?? '' },
    }),
  };
}

const inProject = ({ seeded }: World) => ({ projectId: seeded.projectId });

export const notificationCases = {
  listNotifications: (world) => ({ request: tokenOf(world), raw: () => world.raw.query(allOf(world)) }),
  createNotification: (world) => ({
    request: (client) => ({
      token: world.planner(client).token,
      body: { ...announcement, userId: world.artist(client).userId },
    }),
  }),
  notificationStats: (world) => ({
    request: tokenOf(world),
    raw: () => world.raw.query({ ...allOf(world), limit: 1_000 }),
  }),
  getNotification: (world) => {
    const { before, request } = ownNotifications(world);
    return { before, request, raw: async () => world.raw.read(await firstNotification(world)) };
  },
  updateNotification: (world) => {
    const { before, request } = ownNotifications(world);
    const isRead = alternating();
    return {
      before,
      request: (client) => ({ ...request(client), body: { isRead: isRead(client) } }),
      raw: async () => world.raw.update(await firstNotification(world), { isRead: [true, false] }, { reads: true }),
    };
  },
  deleteNotification: (world) => sent(world),
  bulkNotifications: (world) => {
    const { before, idOf } = ownNotifications(world);
    const isRead = alternating();
    return {
      before,
      request: (client) => ({
        ...tokenOf(world)(client),
        body: { action: isRead(client) ? 'read' : 'unread', ids: [idOf(client)] },
      }),
    };
  },
  getNotificationPreferences: (world) => ({ request: tokenOf(world) }),
  setNotificationPreferences: (world) => ({
    request: (client) => ({ ...tokenOf(world)(client), body: { types: { submission: 'inbox' } } }),
  }),
  listWatches: (world) => ({ request: tokenOf(world) }),
  watchTask: (world) => ({ request: (client) => ({ ...ownTask(world, client), body: { level: 'watch' } }) }),
  unwatchTask: (world) => ({
    before: (client) =>
      world.call(notificationOperations.watchTask, { ...ownTask(world, client), body: { level: 'watch' } }),
    request: (client) => ownTask(world, client),
  }),
  watchProject: (world) => ({
    request: (client) => ({ ...tokenOf(world)(client), params: inProject(world), body: { level: 'watch' } }),
  }),
  unwatchProject: (world) => ({
    before: (client) =>
      world.call(notificationOperations.watchProject, {
        ...{ ...tokenOf(world)(client), params: inProject(world), body: { level: 'watch' } },
      }),
    request: (client) => ({ ...tokenOf(world)(client), params: inProject(world) }),
  }),
} satisfies Record<keyof typeof notificationOperations, MakeCase>;
