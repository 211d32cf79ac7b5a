/** What a client may ask for: so many requests at once, and as many again in the course of so many seconds. */
interface Limit {
  requests: number;
  seconds: number;
}

/**
 * The limits of each kind of client. Whoever is signed in has those of the client type in their token, an API key those
 * of a service; whoever is not has those of a web client by address, and for signing in a limit of its own.
 */
export const rateLimits = {
  web: { requests: 600, seconds: 60 },
  mobile: { requests: 300, seconds: 60 },
  desktop: { requests: 1_200, seconds: 60 },
  service: { requests: 3_000, seconds: 60 },
  // many people of one studio share an address
  'sign-in': { requests: 300, seconds: 300 },
  // messages of somebody's sockets, all together
  socket: { requests: 3_000, seconds: 60 },
} as const satisfies Record<string, Limit>;

export type Tier = keyof typeof rateLimits;

/**
 * The partitions of what is counted with each request, also where that only reads: how much of a limit is taken, and how
 * often something deprecated was called. Nothing else stands there.
 */
export const countedPartitions = ['RATE#*', 'S#*#DEPRECATED'] as const;
