import { type Message, messageOperations } from '../../shared/contract/messages.ts';
import { keys } from '../../shared/data/keys.ts';
import type { World } from '../world.ts';
import type { Call } from './call.ts';
import type { MakeCase } from './case.ts';
import { firstTask } from './own-task.ts';

const text = 'The reflections flicker from 1043 to 1051, could you look at that before dailies?';

/** Of each client with one other, begun once. */
function ownThreads(world: World) {
  const begun = new Map<number, Promise<string>>();
  async function begin(client: number): Promise<string> {
    const body = { to: [world.seeded.artists[0]?.username], subject: 'Dailies', text };
    const answer = await world.call(messageOperations.sendMessage, { token: world.planner(client).token, body });
    return (JSON.parse(answer.text).data as Message).threadId;
  }
  return (client: number) => {
    const threadId = begun.get(client) ?? begin(client);
    begun.set(client, threadId);
    return threadId;
  };
}

/** A request about a client's own thread; `say` writes a message in it before, each time. */
function inThread(world: World, { say = false } = {}) {
  const threadOf = ownThreads(world);
  const params = new Map<number, { threadId: string; number: string }>();
  return {
    async before(client: number) {
      const threadId = await threadOf(client);
      const { token } = world.planner(client);
      const said = say && (await world.call(messageOperations.sendMessage, { token, body: { threadId, text } }));
      params.set(client, { threadId, number: String(said ? (JSON.parse(said.text).data as Message).number : 1) });
    },
    request(client: number): Call {
      return { token: world.planner(client).token, params: params.get(client) ?? {} };
    },
  };
}

const change = (world: World) => world.raw.change(firstTask(world), { milestoneNote: [text, `${text} Thanks.`] });

export const messageCases = {
  // a reply, to one other
  sendMessage: (world) => {
    const { before, request } = inThread(world);
    return {
      before,
      request(client) {
        const { token = '', params } = request(client);
        return { token, body: { threadId: params?.threadId, text } };
      },
      raw: () => world.raw.insert(firstTask(world)),
    };
  },
  listThreads: (world) => ({
    before: ownThreads(world),
    request: (client) => ({ token: world.planner(client).token }),
    raw: () => {
      const { pk } = keys.personThread(world.seeded.studio, world.planner(0).userId, '', '');
      return world.raw.query({ equals: { pk }, beginsWith: 'THREAD#', limit: 51 });
    },
  }),
  getThread: (world) => ({ ...inThread(world), raw: () => world.raw.read(firstTask(world)) }),
  listThreadMessages: (world) => {
    const { before, request } = inThread(world, { say: true });
    return {
      before,
      request,
      raw: () => {
        const { pk } = keys.thread(world.seeded.studio, request(0).params?.threadId ?? '');
        return world.raw.query({ equals: { pk }, beginsWith: 'M#', limit: 51 });
      },
    };
  },
  readThread: (world) => {
    const { before, request } = inThread(world);
    return {
      async before(client) {
        await before(client);
        const { threadId } = request(client).params ?? {};
        await world.call(messageOperations.sendMessage, { ...request(client), body: { threadId, text } });
      },
      // what one wrote oneself is read: it is the other who has something to read
      request: (client) => ({ ...request(client), token: world.artist(0).token, body: {} }),
      raw: () => change(world),
    };
  },
  updateMessage: (world) => {
    const { before, request } = inThread(world, { say: true });
    return {
      before,
      request: (client) => ({ ...request(client), body: { text: `${text} Thanks.` } }),
      raw: () => change(world),
    };
  },
  deleteMessage: (world) => ({ ...inThread(world, { say: true }), raw: () => change(world) }),
} satisfies Record<keyof typeof messageOperations, MakeCase>;
