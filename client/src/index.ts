export type { CallOptions, ChangeOptions, FilePart, List, Page } from './call-types.ts';
export { type Client, type ClientOptions, createClient } from './client.ts';
export {
  ApiError,
  CircuitOpenError,
  type Conflict,
  ConflictError,
  ForbiddenError,
  NetworkError,
  NotFoundError,
  SignedOutError,
  TimeoutError,
  UnavailableError,
  ValidationError,
  VersionConflictError,
} from './errors.ts';
export type { MontuApi } from './generated/api.ts';
export type * from './generated/types.ts';
export { createLive, type Live, type LiveStatus, type Subscription } from './live.ts';
export { type LiveTasks, liveTasks } from './live-tasks.ts';
export type { LiveTasksQuery } from './live-tasks-query.ts';
export { createOutbox, type OnConflict, type Outbox } from './outbox.ts';
export type { FieldConflict, OutboxEntry } from './outbox-entry.ts';
export type { Clock, Codec, FetchLike, LocksLike, SocketClass, SocketLike } from './platform.ts';
export { memoryQueue, type QueueStore, webQueue } from './queue-store.ts';
export type { ClientSession, SignedOut } from './session.ts';
export type { Subscriber } from './subscription.ts';
export { memoryTokens, type StoredTokens, type TokenStore, webTokens } from './token-store.ts';
