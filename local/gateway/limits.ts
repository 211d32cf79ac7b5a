/** API Gateway's, Lambda's and SQS's limits; tests shorten the times. */
export const gatewayLimits = {
  /** How long the HTTP API waits for a function. */
  integrationTimeoutMs: 30_000,
  /** The request line and all headers. */
  headerBytes: 10_240,
  /** An event to a function, and its result. */
  functionBytes: 6 * 1024 * 1024,
  socketIntegrationTimeoutMs: 29_000,
  socketMessageBytes: 128 * 1024,
  /** How long a client may take to answer the closing handshake when the gateway stops. */
  closeMs: 1_000,
  /** What may wait for a client that does not read, before posts to it are refused. */
  socketBacklogBytes: 1024 * 1024,
  socketIdleMs: 10 * 60_000,
  socketLifeMs: 2 * 3_600_000,
  /** A message, and all messages of a batch. */
  queueMessageBytes: 1024 * 1024,
  /** Before the second delivery of a message; doubled for each after it. SQS waits for the visibility timeout. */
  redeliverAfterMs: 200,
  /** How long a client that was refused may go on sending its body. */
  lingerMs: 5_000,
  /** How long `stop` waits for what is under way. */
  drainMs: 5_000,
};

export type GatewayLimits = typeof gatewayLimits;
