import { type Comment, commentOperations } from '../../shared/contract/comments.ts';
import type { World } from '../world.ts';
import type { Call } from './call.ts';
import type { MakeCase } from './case.ts';
import { firstTask, ownTask } from './own-task.ts';

const text = 'The reflections flicker from 1043 to 1051, could you look at that, @artist0?';

/** A comment that a client has just written. */
function written(world: World) {
  const made = new Map<number, string>();
  return {
    async before(client: number) {
      const answer = await world.call(commentOperations.createComment, { ...ownTask(world, client), body: { text } });
      made.set(client, (JSON.parse(answer.text).data as Comment).id);
    },
    request(client: number): Call {
      const { token, params } = ownTask(world, client);
      return { token, params: { ...params, commentId: made.get(client) ?? '' } };
    },
  };
}

const change = (world: World) => world.raw.change(firstTask(world), { milestoneNote: [text, `${text} Thanks.`] });
const commentsOn = (world: World) =>
  world.raw.query({ equals: { pk: firstTask(world).pk }, beginsWith: 'C#', limit: 51 });

export const commentCases = {
  createComment: (world) => ({
    request: (client) => ({ ...ownTask(world, client), body: { text } }),
    raw: () => world.raw.insert(firstTask(world)),
  }),
  updateComment: (world) => {
    const { before, request } = written(world);
    return {
      before,
      request: (client) => ({ ...request(client), body: { text: `${text} Thanks.` } }),
      raw: () => change(world),
    };
  },
  deleteComment: (world) => ({ ...written(world), raw: () => change(world) }),
  listComments: (world) => ({ request: (client) => ownTask(world, client), raw: () => commentsOn(world) }),
  listCommentHistory: (world) => ({ ...written(world), raw: () => world.raw.read(firstTask(world)) }),
} satisfies Record<keyof typeof commentOperations, MakeCase>;
