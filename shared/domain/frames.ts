import type { ChannelMessage } from '../contract/realtime.ts';

/** API Gateway takes at most 128 KB a message; the rest is room for the wrapping. */
const maxMessageBytes = 120 * 1024;
/** A frame is one item of at most 400 KB, and one transaction of at most 100 actions. */
const maxFrameBytes = 300 * 1024;
export const maxFrameMessages = 90;

const sizeOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value)) + 1;

/** A message as it is, or, when it is too large for a socket, as a pointer to what to fetch. */
export function fitted<M extends Pick<ChannelMessage, 'data'>>(message: M): M {
  if (sizeOf(message) <= maxMessageBytes) return message;
  const { taskId, projectId, revision } = message.data;
  const pointer = Object.entries({ taskId, projectId, revision }).filter(([, value]) => value !== undefined);
  return { ...message, data: { ...Object.fromEntries(pointer), tooLarge: true } };
}

function grouped<T>(items: readonly T[], bytes: (item: T) => number, most: { bytes: number; items: number }): T[][] {
  const groups: T[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const group = groups.at(-1);
    const grown = size + bytes(item);
    if (group && grown <= most.bytes && group.length < most.items) {
      group.push(item);
      size = grown;
    } else {
      groups.push([item]);
      size = bytes(item);
    }
  }
  return groups;
}

/** Entries in groups that each fit one frame. */
export function framesOf<E extends { message: object }>(entries: readonly E[]): E[][] {
  return grouped(entries, ({ message }) => sizeOf(message), { bytes: maxFrameBytes, items: maxFrameMessages });
}

/**
 * Messages as the texts that go over sockets: one alone as it is, several together as
 * `{ type: 'frame', channel, messages }`, each text within the gateway's limit.
 */
export function socketTexts(channel: string, messages: readonly ChannelMessage[]): string[] {
  const groups = grouped(messages, sizeOf, { bytes: maxMessageBytes, items: maxFrameMessages });
  return groups.map((group) =>
    JSON.stringify(group.length === 1 ? group[0] : { type: 'frame', channel, messages: group }),
  );
}

/** Texts of one channel as few texts, each message once and in order. */
export function mergedTexts(channel: string, texts: readonly string[]): string[] {
  if (texts.length <= 1) return [...texts];
  const messages = texts.flatMap((text): ChannelMessage[] => {
    const message = JSON.parse(text) as ChannelMessage | { type: 'frame'; messages: ChannelMessage[] };
    return 'messages' in message ? message.messages : [message];
  });
  const bySeq = new Map(messages.map((message) => [message.seq, message]));
  return socketTexts(
    channel,
    [...bySeq.values()].sort((a, b) => a.seq - b.seq),
  );
}
