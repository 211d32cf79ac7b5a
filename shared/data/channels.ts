import { notFound } from '../contract/errors.ts';
import type { ChannelMessage } from '../contract/realtime.ts';
import { maxFrameMessages } from '../domain/frames.ts';
import { keys, padded } from './keys.ts';
import { standBack } from './stand-back.ts';
import {
  epochAfter,
  getItem,
  getItems,
  type Item,
  queryPage,
  TransactionRefused,
  transact,
  type Write,
} from './table.ts';

/** Frames are kept for 30 days; older numbers can only be answered with a resync. */
const frameLifeSeconds = 30 * 24 * 3600;

/** A message before it has its number. */
export interface Entry {
  message: Omit<ChannelMessage, 'seq' | 'channel'>;
  /**
   * A write that succeeds only the first time this entry is appended (and is told its number): what makes a second
   * delivery of the same event a no-op.
   */
  once: (seq: number) => Write;
}

interface Frame {
  first: number;
  last: number;
  messages: ChannelMessage[];
}

/** The last number of a channel; 0 before the first. */
export async function headOf(studio: string, channel: string): Promise<number> {
  return (await getItem<{ head: number }>(keys.channelHead(studio, channel)))?.head ?? 0;
}

/**
 * For who may hear every project of the studio, and so would listen for ever to one that they have misspelt.
 * @throws NOT_FOUND for the feed of a project that there is none of
 */
export async function requireChannel(studio: string, channel: string): Promise<void> {
  const [, projectId] = /^project:(.+)$/.exec(channel) ?? [];
  if (projectId !== undefined && !(await getItem(keys.project(studio, projectId)))) throw notFound('channel', channel);
}

/** The last numbers of several channels. */
export async function headsOf(studio: string, channels: readonly string[]): Promise<Record<string, number>> {
  const items = await getItems<Item & { channel: string; head: number }>(
    channels.map((channel) => keys.channelHead(studio, channel)),
  );
  const known = new Map(items.map(({ channel, head }) => [channel, head]));
  return Object.fromEntries(channels.map((channel) => [channel, known.get(channel) ?? 0]));
}

const maxRounds = 20;

interface AppendOptions<E> {
  /** Further writes that belong to exactly this appending, made from the entries that remain. */
  also?(remaining: readonly E[]): Write[];
  /** The channel's head, where the caller has just read it. */
  head?: number;
  /** The caller cannot push: whoever reads the stream does. */
  pushedByStream?: true;
}

/**
 * Gives entries the next numbers of a channel, in their order: head, frame and each entry's own write in one
 * transaction. Entries that were appended before are left out.
 * @param entries at most 90: with head, frame and `also` they must fit one transaction
 * @returns the messages with their numbers; empty when all of them had theirs already
 */
export async function append<E extends Entry>(
  studio: string,
  channel: string,
  entries: readonly E[],
  options: AppendOptions<E> = {},
): Promise<ChannelMessage[]> {
  let remaining = entries;
  let known = options.head;
  for (let round = 0; remaining.length > 0; round++) {
    const began = performance.now();
    const head = known ?? (await headOf(studio, channel));
    known = undefined;
    const messages = remaining.map(({ message }, index) => ({ ...message, channel, seq: head + 1 + index }));
    const writes = remaining.map((entry, index) => entry.once(head + 1 + index));
    try {
      const frame = frameWrites(studio, channel, messages, options.pushedByStream);
      await transact([...writes, ...frame, ...(options.also?.(remaining) ?? [])]);
      return messages;
    } catch (error) {
      if (!mayPass(error, remaining.length) || round === maxRounds) throw error;
      const fresh = remaining.filter((_, index) => !error.failedAt(index));
      // none of them was appended before: somebody else moved the head meanwhile
      if (fresh.length === remaining.length) await standBack(began, round);
      remaining = fresh;
    }
  }
  return [];
}

/** Whether it is worth another try: what is refused beside entries, head and frame is so for good. */
const mayPass = (error: unknown, entries: number): error is TransactionRefused =>
  error instanceof TransactionRefused && !error.codes.some((_, index) => index >= entries + 2 && error.failedAt(index));

/** Moves the head of a channel on by messages that follow on it, and keeps these as a frame. */
function frameWrites(
  studio: string,
  channel: string,
  messages: ChannelMessage[],
  pushedByStream: true | undefined,
): Write[] {
  const { seq: first } = messages[0] as ChannelMessage;
  const head = first - 1;
  const last = head + messages.length;
  const frame: Frame = { first, last, messages };
  const forStream = pushedByStream && { kind: 'frame', studio, channel };
  const expiresAtEpoch = epochAfter(frameLifeSeconds);
  return [
    {
      Update: {
        Key: keys.channelHead(studio, channel),
        UpdateExpression: 'SET head = :last, channel = :channel',
        ConditionExpression: head === 0 ? 'attribute_not_exists(head)' : 'head = :head',
        ExpressionAttributeValues: { ':last': last, ':channel': channel, ...(head > 0 && { ':head': head }) },
      },
    },
    { Put: { Item: { ...keys.frame(studio, channel, last), ...frame, ...forStream, expiresAtEpoch } } },
  ];
}

/**
 * What a channel had after a number, or what is kept of it after 0; and its head. `unbroken` is false where something
 * between is not kept any more, and where the number is ahead of the head: that of a client of other data, as of a table
 * that was restored.
 */
export async function messagesAfter(
  studio: string,
  channel: string,
  after: number,
  most: { frames: number; messages?: number } = { frames: 500 },
): Promise<{ messages: ChannelMessage[]; head: number; complete: boolean; unbroken: boolean }> {
  const { pk } = keys.channelHead(studio, channel);
  // the head first: what is numbered while the frames are read is at most read twice, never missed
  const head = await headOf(studio, channel);
  // a frame has the number of its last message; after 0 it cannot be told where the kept ones begin
  const enough = after === 0 ? head : after + (most.messages ?? head) + maxFrameMessages - 1;
  const until = Math.min(head, enough);
  const range = { attribute: 'sk', after: `F#${padded(after)}`, before: `F#${padded(until)}` };
  const { items, next } =
    after >= head ? { items: [] } : await queryPage<Item & Frame>({ equals: { pk }, range, limit: most.frames });
  const messages = items.flatMap((frame) => frame.messages).filter((message) => message.seq > after);
  const unbroken = after === head || messages[0]?.seq === after + 1;
  return { messages, head, complete: next === undefined && until === head, unbroken };
}
