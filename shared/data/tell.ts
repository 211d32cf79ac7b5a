import { createHash } from 'node:crypto';
import type { Notification, NotificationLevel, NotificationType } from '../contract/notifications.ts';
import { type ChannelMessage, inboxOf } from '../contract/realtime.ts';
import { groupOf, grown, type Summary, summarised, type Told } from '../domain/notification-groups.ts';
import { occasionId, taskOf } from '../domain/notifications.ts';
import { portionsOf } from '../domain/portions.ts';
import { append, type Entry } from './channels.ts';
import { keys } from './keys.ts';
import { notificationId, notificationItem, notificationMessage, notificationOf } from './notifications.ts';
import { getItems, type Item, TransactionRefused, transact, type Write } from './table.ts';

/** What is known of a group: what its notification says, and of which occasions. */
interface Group {
  noticeId: string;
  createdAt: string;
  summary: Summary;
  /** `<hash of the task>:<hash of the occasion>`. */
  told: string[];
  growth: number;
}

/** A group that has grown, as it is to be written. */
interface Growth extends Entry {
  name: string;
  level: NotificationLevel;
  /** The notification itself, beside the group. */
  notice: Write;
}

const maxRounds = 12;
/** An item holds 400 KB, and is written with each delivery; what is delivered again was so not long before. */
const maxTold = 2_000;
/** A transaction has 100 actions: a group is two, and a head and a frame come with them. */
const maxGroups = 49;
/** So much longer than its notification a group is known: what is that old is not delivered any more. */
const extraSeconds = 24 * 3600;

const hashOf = (text: string, digits = 16) => createHash('sha256').update(text).digest('hex').slice(0, digits);
const taskMark = ({ event }: Told) => `${hashOf(taskOf(event), 12)}:`;
const markOf = (told: Told) => taskMark(told) + hashOf(occasionId(told.event));

/** What a group says when more is told of it. */
function summaryWith(before: Group | undefined, fresh: readonly Told[]): Summary {
  const tasks = new Set(before?.told.map((mark) => mark.slice(0, mark.indexOf(':') + 1)));
  let summary = before?.summary;
  for (const one of fresh) {
    summary = grown(summary, one, !tasks.has(taskMark(one)));
    tasks.add(taskMark(one));
  }
  return summary as Summary;
}

/** The write of a group that has grown, which fails where somebody else has let it grow since it was read. */
function groupWrite(item: Item & Group & { expiresAtEpoch: number }, known: Group | undefined): Write {
  const condition = known
    ? { ConditionExpression: 'growth = :known', ExpressionAttributeValues: { ':known': known.growth } }
    : { ConditionExpression: 'attribute_not_exists(pk)' };
  return { Put: { Item: item, ...condition } };
}

/**
 * What a group becomes by what is told of it. What it has already is not counted again; where its notification is gone,
 * since it was deleted, it begins anew.
 * @returns nothing where all of it was told before
 */
function growthOf(
  { studio, channel, name, level }: { studio: string; channel: string; name: string; level: NotificationLevel },
  told: readonly Told[],
  known: { group: Group | undefined; isThere: boolean },
): Growth | undefined {
  const marks = new Set(known.group?.told);
  const fresh = new Map(told.map((one) => [markOf(one), one] as const).filter(([mark]) => !marks.has(mark)));
  const [first] = fresh.values();
  if (!first) return undefined;
  const before = known.isThere ? known.group : undefined;
  const summary = summaryWith(before, [...fresh.values()]);
  const noticeId = before?.noticeId ?? notificationId(first.event.at, name);
  const createdAt = before?.createdAt ?? first.event.at;
  const notice = notificationOf(noticeId, summarised(summary), createdAt);
  const item = notificationItem(studio, notice);
  const group: Group = {
    ...{ noticeId, createdAt, summary, growth: (known.group?.growth ?? 0) + 1 },
    told: [...marks, ...fresh.keys()].slice(-maxTold),
  };
  const key = keys.notificationGroup(studio, channel, hashOf(name));
  const expiresAtEpoch = item.expiresAtEpoch + extraSeconds;
  return {
    ...{ name, level, notice: { Put: { Item: item } } },
    message: notificationMessage(before ? 'notification.updated' : 'notification.created', notice, first.event.at),
    once: () => groupWrite({ ...key, ...group, expiresAtEpoch }, known.group),
  };
}

/** The groups of these names, and whether their notifications are there. */
async function groupsNamed(studio: string, channel: string, names: readonly string[]) {
  const groups = await getItems<Item & Group>(
    names.map((name) => keys.notificationGroup(studio, channel, hashOf(name))),
  );
  const notices = await getItems<Item & Notification>(
    groups.map(({ noticeId }) => keys.notification(studio, channel, noticeId)),
  );
  const now = new Date().toISOString();
  const there = new Set(notices.filter(({ expiresAt }) => expiresAt > now).map(({ id }) => id));
  const bySk = new Map(groups.map((group) => [group.sk, group]));
  return (name: string) => {
    const group = bySk.get(keys.notificationGroup(studio, channel, hashOf(name)).sk);
    return { group, isThere: group !== undefined && there.has(group.noticeId) };
  };
}

/** Puts notifications into an inbox without announcing them: all, or none where somebody wrote one of them meanwhile. */
async function keep(growths: readonly Growth[]): Promise<Growth[]> {
  try {
    await transact(growths.flatMap(({ once, notice }) => [once(0), notice]));
    return [...growths];
  } catch (error) {
    if (error instanceof TransactionRefused) return [];
    throw error;
  }
}

/** @returns the names of those that were written, and not by somebody else meanwhile; and the messages of it */
async function write(studio: string, channel: string, growths: readonly Growth[]) {
  const messages: ChannelMessage[] = [];
  const written = new Set<string>();
  const atLevel = (wanted: NotificationLevel) => growths.filter(({ level }) => level === wanted);
  for (const some of portionsOf(atLevel('live'), maxGroups)) {
    const appended = await append(studio, channel, some, { also: (left) => left.map(({ notice }) => notice) });
    const ids = new Set(appended.map(({ id }) => id));
    for (const { name, message } of some) if (ids.has(message.id)) written.add(name);
    messages.push(...appended);
  }
  for (const some of portionsOf(atLevel('inbox'), maxGroups)) {
    for (const { name } of await keep(some)) written.add(name);
  }
  return { messages, written };
}

/**
 * Tells one person: all that belongs together by one notification, which grows with what comes later and is unread
 * again. What was told before is not told again.
 * @param levelOf how the person hears of a type
 * @returns the messages that are new on the person's inbox
 * @throws where others kept writing the same
 */
export async function tell(
  studio: string,
  userId: string,
  told: readonly Told[],
  levelOf: (type: NotificationType) => NotificationLevel,
): Promise<ChannelMessage[]> {
  const channel = inboxOf(userId);
  const messages: ChannelMessage[] = [];
  const wanted = told.filter(({ draft }) => levelOf(draft.type) !== 'off');
  let waiting = [...Map.groupBy(wanted, groupOf)];
  for (let round = 0; waiting.length > 0; round++) {
    if (round === maxRounds) throw new Error(`The inbox of ${userId} is written by many at this moment`);
    const knownOf = await groupsNamed(
      studio,
      channel,
      waiting.map(([name]) => name),
    );
    const growths = waiting.flatMap(([name, own]) => {
      const level = levelOf((own[0] as Told).draft.type);
      return growthOf({ studio, channel, name, level }, own, knownOf(name)) ?? [];
    });
    const done = await write(studio, channel, growths);
    messages.push(...done.messages);
    // what somebody else wrote meanwhile is looked at again
    const due = new Set(growths.map(({ name }) => name).filter((name) => !done.written.has(name)));
    waiting = waiting.filter(([name]) => due.has(name));
  }
  return messages;
}
