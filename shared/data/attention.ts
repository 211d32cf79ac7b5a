import type { Attention, Watch } from '../contract/notifications.ts';
import { inboxOf } from '../contract/realtime.ts';
import type { Audience } from '../domain/notifications.ts';
import { untilWritten } from './entities.ts';
import { type Key, keys } from './keys.ts';
import { getItem, getItems, type Item, type Paging, queryPage, type StartKey, transact, type Write } from './table.ts';

/** What can be watched or muted. */
export type Watched = Pick<Watch, 'kind' | 'id'>;

/** Who watches something, and who has muted it: a studio has some hundred people. */
interface Watchers {
  watching?: Set<string>;
  muted?: Set<string>;
}

const entityKey = (studio: string, { kind, id }: Watched): Key =>
  kind === 'task' ? keys.task(studio, id) : keys.project(studio, id);

function watchersWrite(studio: string, userId: string, what: Watched, level: Attention | undefined): Write {
  const changes = {
    watch: 'ADD watching :me DELETE muted :me',
    mute: 'ADD muted :me DELETE watching :me',
    none: 'DELETE watching :me, muted :me',
  };
  return {
    Update: {
      Key: keys.watchers(entityKey(studio, what)),
      UpdateExpression: changes[level ?? 'none'],
      ExpressionAttributeValues: { ':me': new Set([userId]) },
    },
  };
}

const ownKey = (studio: string, userId: string, { kind, id }: Watched) =>
  keys.watch(studio, inboxOf(userId), `${kind}#${id}`);

const written = ({ id }: Watched, writes: Write[]) =>
  untilWritten(
    () => `"${id}" is`,
    () => transact(writes),
  );

/** Lets somebody watch or mute something. */
export async function setAttention(studio: string, userId: string, what: Watched, level: Attention): Promise<Watch> {
  const watch = { ...what, level, since: new Date().toISOString() };
  const own = { Put: { Item: { ...ownKey(studio, userId, what), ...watch } } };
  await written(what, [own, watchersWrite(studio, userId, what, level)]);
  return watch;
}

/** Lets somebody neither watch nor mute something any more. */
export async function endAttention(studio: string, userId: string, what: Watched): Promise<void> {
  const watching = await getItem(ownKey(studio, userId, what));
  if (!watching) return;
  const own = { Delete: { Key: ownKey(studio, userId, what) } };
  await written(what, [own, watchersWrite(studio, userId, what, undefined)]);
}

/** A page of what somebody watches or has muted. */
export async function listWatches(
  studio: string,
  userId: string,
  page: Paging,
): Promise<{ watches: Watch[]; next?: StartKey }> {
  const { pk } = keys.channelHead(studio, inboxOf(userId));
  const range = { attribute: 'sk', beginsWith: 'W#' };
  const { items, next } = await queryPage<Item & Watch>({ equals: { pk }, range, ...page });
  return { watches: items, ...(next && { next }) };
}

/** Who watches a project and some of its tasks, and who has muted them: one read of all. What is said of a task counts first. */
export async function attentionIn(
  studio: string,
  projectId: string,
  taskIds: readonly string[],
): Promise<NonNullable<Audience['attentionTo']>> {
  const keyOf = (what: Watched) => keys.watchers(entityKey(studio, what));
  const projectKey = keyOf({ kind: 'project', id: projectId });
  const wanted = [...new Set(taskIds)].map((id) => keyOf({ kind: 'task', id }));
  const items = await getItems<Item & Watchers>([projectKey, ...wanted]);
  const byPartition = new Map(items.map((item) => [item.pk, item]));
  const ofProject = byPartition.get(projectKey.pk);
  return (taskId) => {
    const ofTask = byPartition.get(keyOf({ kind: 'task', id: taskId }).pk);
    const [watching, unmuted] = [new Set(ofTask?.watching), new Set(ofTask?.watching)];
    const muted = new Set(ofTask?.muted);
    for (const userId of ofProject?.muted ?? []) if (!unmuted.has(userId)) muted.add(userId);
    for (const userId of ofProject?.watching ?? []) if (!muted.has(userId)) watching.add(userId);
    return { watching: [...watching], muted };
  };
}
