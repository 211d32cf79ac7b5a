import * as z from 'zod';
import type { ErrorBody } from './envelope.ts';
import { instant, json } from './primitives.ts';

/** A channel is one person's inbox or one project's changes. */
export const channelName = z
  .string()
  .max(120)
  .regex(/^(user|project):[A-Za-z0-9][A-Za-z0-9_-]*$/, { error: 'Must be user:{userId} or project:{projectId}' });

export const inboxOf = (userId: string) => `user:${userId}`;
export const feedOf = (projectId: string) => `project:${projectId}`;

/** What a server sends for each event: `seq` is dense on its channel. */
export const channelMessage = z
  .object({
    type: z.string(),
    id: z.string(),
    channel: channelName,
    seq: z.int().min(1),
    createdAt: instant,
    data: z.record(z.string(), json),
  })
  .meta({ id: 'ChannelMessage' });
export type ChannelMessage = z.output<typeof channelMessage>;

/** What a server sends when a socket does not listen to a channel any more. */
export interface Unsubscribed {
  type: 'unsubscribed';
  channel: string;
  /** Why, where the client has not asked for it. */
  reason?: string;
}

/** What a server sends when it cannot take a message: the shape of the error is that of HTTP. */
export interface SocketFailure {
  type: 'error';
  /** What the message was about, where it was about one. */
  channel?: string;
  error: Pick<ErrorBody['error'], 'code' | 'message' | 'details' | 'requestId' | 'timestamp'>;
}

const after = z.int().min(0).meta({ description: 'The last number the client has' });

/** What a client may send, by `action` (the route selection of the WebSocket API). */
export const socketActions = {
  subscribe: z.strictObject({ action: z.literal('subscribe'), channel: channelName }),
  unsubscribe: z.strictObject({ action: z.literal('unsubscribe'), channel: channelName }),
  resume: z.strictObject({ action: z.literal('resume'), channel: channelName, after }),
  ack: z.strictObject({ action: z.literal('ack'), channel: channelName, seq: z.int().min(1) }),
  ping: z.strictObject({ action: z.literal('ping') }),
} as const;
export type SocketAction = keyof typeof socketActions;
