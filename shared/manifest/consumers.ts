import type { SocketAction } from '../contract/realtime.ts';

/** Reads the table's stream. */
interface StreamConsumer {
  source: 'stream';
  /** Gets what any of these lets through, five at most. Patterns of Lambda event filters, with exact values only. */
  filters: readonly Record<string, unknown>[];
  batchSize: number;
  /** Attempts after the first, per batch or, once bisected, per record. */
  retries: number;
  maxAgeSeconds: number;
  parallelization: number;
}

interface QueueConsumer {
  source: 'queue';
  queue: QueueName;
  batchSize: number;
  maxConcurrency: number;
}

interface SocketConsumer {
  source: 'socket';
  route: '$connect' | '$disconnect' | '$default' | SocketAction;
}

/** Runs by the clock, without anybody's doing. */
interface ScheduleConsumer {
  source: 'schedule';
  everyMinutes: number;
}

export type Consumer = (StreamConsumer | QueueConsumer | SocketConsumer | ScheduleConsumer) & {
  /** The folder under `functions/`, and the stack in AWS. */
  domain: 'realtime' | 'imports';
  summary: string;
  /** What the function needs beside reading the table. */
  uses: readonly ('tableWrite' | 'rateLimits' | 'pushQueue' | 'importQueue' | 'sockets')[];
};

/** Queues, with what SQS needs to know about each. */
export const queues = {
  push: { visibilitySeconds: 180, maxReceives: 3 },
  import: { visibilitySeconds: 180, maxReceives: 5 },
} as const;
export type QueueName = keyof typeof queues;

/** Every function that is not an endpoint, by id; its file is `functions/<domain>/<kebab id>.ts`. */
export const consumers = {
  notifier: {
    source: 'stream',
    domain: 'realtime',
    summary: 'Gives each event its number on the channels it belongs to, makes notifications, and ends sockets',
    filters: [
      // and what requests have put on channels, since they cannot push it themselves
      { eventName: ['INSERT'], dynamodb: { NewImage: { kind: { S: ['event', 'mail', 'frame'] } } } },
      // what open sockets must know of: somebody's roles, memberships and whether they are active; sessions that end
      { eventName: ['MODIFY'], dynamodb: { NewImage: { kind: { S: ['authority'] } } } },
      { eventName: ['REMOVE'], dynamodb: { OldImage: { kind: { S: ['authority', 'session'] } } } },
    ],
    batchSize: 100,
    retries: 5,
    maxAgeSeconds: 6 * 3600,
    // more would number changes of one task out of their order: Lambda keeps order only for each event by itself
    parallelization: 1,
    uses: ['tableWrite', 'pushQueue'],
  },
  pusher: {
    source: 'queue',
    domain: 'realtime',
    summary: 'Sends frames to the sockets of their channel, and ends those that may not go on',
    queue: 'push',
    batchSize: 10,
    // with 50 posts of some 15 ms each at once, they are the 10,000 callbacks a second that an account has; what waits
    // meanwhile goes as one post
    maxConcurrency: 3,
    uses: ['tableWrite', 'sockets', 'pushQueue'],
  },
  sweeper: {
    source: 'schedule',
    domain: 'realtime',
    summary: 'Finds events that never got a number, since streams forget after a day, and delivers them',
    everyMinutes: 15,
    uses: ['tableWrite', 'pushQueue'],
  },
  deadlines: {
    source: 'schedule',
    domain: 'realtime',
    summary: 'Tells whom it concerns of deadlines that are near, and of those that have passed',
    everyMinutes: 15,
    uses: ['tableWrite', 'pushQueue'],
  },
  importer: {
    source: 'queue',
    domain: 'imports',
    summary: 'Makes the tasks of one part of a shot list, and sends for the next',
    queue: 'import',
    batchSize: 1,
    maxConcurrency: 2,
    uses: ['tableWrite', 'importQueue'],
  },
  connectSocket: {
    source: 'socket',
    route: '$connect',
    domain: 'realtime',
    summary: 'Signs a socket in and subscribes it to the channel of its address',
    uses: ['tableWrite', 'pushQueue'],
  },
  disconnectSocket: {
    source: 'socket',
    route: '$disconnect',
    domain: 'realtime',
    summary: 'Forgets a socket and its subscriptions',
    uses: ['tableWrite'],
  },
  subscribeSocket: {
    source: 'socket',
    route: 'subscribe',
    domain: 'realtime',
    summary: 'Subscribes a socket to one more channel',
    uses: ['tableWrite', 'sockets'],
  },
  unsubscribeSocket: {
    source: 'socket',
    route: 'unsubscribe',
    domain: 'realtime',
    summary: 'Ends a subscription',
    uses: ['tableWrite', 'sockets'],
  },
  resumeSocket: {
    source: 'socket',
    route: 'resume',
    domain: 'realtime',
    summary: 'Replays what a channel had after a number',
    uses: ['tableWrite', 'sockets'],
  },
  ackSocket: {
    source: 'socket',
    route: 'ack',
    domain: 'realtime',
    summary: 'Puts down how far a client has read a channel',
    uses: ['tableWrite', 'sockets'],
  },
  pingSocket: {
    source: 'socket',
    route: 'ping',
    domain: 'realtime',
    summary: 'Answers with the head of each subscribed channel',
    uses: ['rateLimits', 'sockets'],
  },
  rejectMessage: {
    source: 'socket',
    route: '$default',
    domain: 'realtime',
    summary: 'Tells a client that its message is not understood',
    uses: ['sockets'],
  },
} as const satisfies Record<string, Consumer>;
