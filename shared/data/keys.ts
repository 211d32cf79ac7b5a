import { systemPartition } from '../manifest/table.ts';

/** The primary key of an item. */
export interface Key {
  pk: string;
  sk: string;
}

/** Sorts as text like the number it stands for; wide enough for 32 years at ten changes a second. */
export const padded = (number: number) => String(number).padStart(10, '0');

/**
 * Every key of the table, in one place (`docs/data-model.md` draws it). Keys begin with the studio; the exceptions are
 * what is asked for before a studio is known: login names, sockets, tickets, and the system's own keys.
 */
export const keys = {
  studio: (studio: string): Key => ({ pk: `S#${studio}`, sk: 'STUDIO' }),
  /** In the list of all studios, which no request asks for. */
  studioEntry: (studio: string): Key => ({ pk: 'STUDIOS', sk: `S#${studio}` }),

  /** That a demo studio is complete. */
  demo: (studio: string): Key => ({ pk: `S#${studio}`, sk: 'DEMO' }),

  project: (studio: string, id: string): Key => ({ pk: `S#${studio}#P#${id}`, sk: 'P' }),
  /** Codes are folders, and Windows does not tell `swa` from `SWA`. */
  projectCode: (studio: string, id: string): Key => ({ pk: `S#${studio}#CODE#${id.toLowerCase()}`, sk: 'CODE' }),
  member: (studio: string, projectId: string, userId: string): Key => ({
    pk: `S#${studio}#P#${projectId}`,
    sk: `M#${userId}`,
  }),
  memberEvent: (studio: string, projectId: string, userId: string, revision: number): Key => ({
    pk: `S#${studio}#P#${projectId}`,
    sk: `ME#${userId}#${padded(revision)}`,
  }),
  /** A shot, an asset or a sequence. */
  item: (studio: string, projectId: string, type: string, id: string): Key => ({
    pk: `S#${studio}#P#${projectId}`,
    sk: `B#${type}#${id}`,
  }),
  itemEvent: (studio: string, projectId: string, type: string, id: string, revision: number): Key => ({
    pk: `S#${studio}#P#${projectId}`,
    sk: `BE#${type}#${id}#${padded(revision)}`,
  }),
  /** An asset in a shot, among those of the shot; and once more among those of the asset. */
  casting: (studio: string, projectId: string, shotId: string, assetId: string): Key => ({
    pk: `S#${studio}#P#${projectId}`,
    sk: `CS#${shotId}#${assetId}`,
  }),
  castingOfAsset: (studio: string, projectId: string, shotId: string, assetId: string): Key => ({
    pk: `S#${studio}#P#${projectId}`,
    sk: `CA#${assetId}#${shotId}`,
  }),
  castingEvent: (studio: string, projectId: string, shotId: string, assetId: string, revision: number): Key => ({
    pk: `S#${studio}#P#${projectId}`,
    sk: `CE#${shotId}#${assetId}#${padded(revision)}`,
  }),
  /** Into how many shots an asset is cast. */
  castingCount: (studio: string, projectId: string, assetId: string): Key => ({
    pk: `S#${studio}#P#${projectId}`,
    sk: `CC#${assetId}`,
  }),
  task: (studio: string, id: string): Key => ({ pk: `S#${studio}#T#${id}`, sk: 'T' }),
  /** That people were told of a deadline of a task. */
  deadlineTold: (studio: string, taskId: string, what: string): Key => ({
    pk: `S#${studio}#T#${taskId}`,
    sk: `D#${what}`,
  }),
  timeEntry: (studio: string, taskId: string, id: string): Key => ({ pk: `S#${studio}#T#${taskId}`, sk: `H#${id}` }),
  timeEntryEvent: (studio: string, taskId: string, id: string, revision: number): Key => ({
    pk: `S#${studio}#T#${taskId}`,
    sk: `HE#${id}#${padded(revision)}`,
  }),
  /** The same hours once more, by day: among those of a person and those of a project. */
  personHours: (studio: string, userId: string, date: string, id: string): Key => ({
    pk: `S#${studio}#H#${userId}`,
    sk: `H#${date}#${id}`,
  }),
  projectHours: (studio: string, projectId: string, date: string, id: string): Key => ({
    pk: `S#${studio}#P#${projectId}`,
    sk: `H#${date}#${id}`,
  }),
  comment: (studio: string, taskId: string, id: string): Key => ({ pk: `S#${studio}#T#${taskId}`, sk: `C#${id}` }),
  commentEvent: (studio: string, taskId: string, id: string, revision: number): Key => ({
    pk: `S#${studio}#T#${taskId}`,
    sk: `CE#${id}#${padded(revision)}`,
  }),
  /** Who has written in a thread of comments. */
  commentThread: (studio: string, taskId: string, threadId: string): Key => ({
    pk: `S#${studio}#T#${taskId}`,
    sk: `CT#${threadId}`,
  }),
  /** A thread of direct messages: who is in it, and how far each has read. */
  thread: (studio: string, threadId: string): Key => ({ pk: `S#${studio}#MSG#${threadId}`, sk: 'THREAD' }),
  message: (studio: string, threadId: string, number: number): Key => ({
    pk: `S#${studio}#MSG#${threadId}`,
    sk: `M#${padded(number)}`,
  }),
  messageEvent: (studio: string, threadId: string, number: number, revision: number): Key => ({
    pk: `S#${studio}#MSG#${threadId}`,
    sk: `ME#${padded(number)}#${padded(revision)}`,
  }),
  /** Which notification tells somebody of a thread. */
  threadNotice: (studio: string, threadId: string, userId: string): Key => ({
    pk: `S#${studio}#MSG#${threadId}`,
    sk: `N#${userId}`,
  }),
  /** A thread among those of a person, by its last message. */
  personThread: (studio: string, userId: string, at: string, threadId: string): Key => ({
    pk: `S#${studio}#MAIL#${userId}`,
    sk: `THREAD#${at}#${threadId}`,
  }),
  version: (studio: string, taskId: string, number: number): Key => ({
    pk: `S#${studio}#T#${taskId}`,
    sk: `V#${padded(number)}`,
  }),
  versionEvent: (studio: string, taskId: string, number: number, revision: number): Key => ({
    pk: `S#${studio}#T#${taskId}`,
    sk: `VE#${padded(number)}#${padded(revision)}`,
  }),
  /** What waits for a task, and how far down the order of its project it stands. */
  dependencies: (studio: string, taskId: string): Key => ({ pk: `S#${studio}#T#${taskId}`, sk: 'D' }),
  /** The event of an entity at a revision stands in the entity's own partition. */
  event: (entity: Key, revision: number): Key => ({ pk: entity.pk, sk: `E#${padded(revision)}` }),

  user: (studio: string, id: string): Key => ({ pk: `S#${studio}#U#${id}`, sk: 'U' }),
  userAuth: (studio: string, id: string): Key => ({ pk: `S#${studio}#U#${id}`, sk: 'AUTH' }),
  password: (studio: string, id: string): Key => ({ pk: `S#${studio}#U#${id}`, sk: 'PASSWORD' }),
  session: (studio: string, userId: string, id: string): Key => ({
    pk: `S#${studio}#U#${userId}`,
    sk: `SESSION#${id}`,
  }),
  /** An API key is a service account: its authority stands where a person's does. */
  apiKey: (studio: string, id: string): Key => ({ pk: `S#${studio}#U#${id}`, sk: 'KEY' }),
  /** The rule of a feature flag: all of a studio stand together, and are read as one. */
  featureFlag: (studio: string, flag: string): Key => ({ pk: `S#${studio}#FLAGS`, sk: `F#${flag}` }),
  featureFlagEvent: (studio: string, flag: string, revision: number): Key => ({
    pk: `S#${studio}#FLAGS`,
    sk: `FE#${flag}#${padded(revision)}`,
  }),
  /** What happened to somebody's account that is no change of an entity; apart from it, as functions that read write it. */
  securityEvent: (studio: string, userId: string, occurred: string): Key => ({
    pk: `S#${studio}#A#${userId}`,
    sk: `A#${occurred}`,
  }),
  /** That an event of which one is enough was written. */
  securityEventOnce: (studio: string, userId: string, what: string): Key => ({
    pk: `S#${studio}#A#${userId}`,
    sk: `ONCE#${what}`,
  }),
  /** A socket of somebody, to be found when a session ends. */
  userSocket: (studio: string, userId: string, connectionId: string): Key => ({
    pk: `S#${studio}#U#${userId}`,
    sk: `SOCKET#${connectionId}`,
  }),
  /** Failed sign-ins: of an address, of a login name, or of a name from an address. */
  throttle: (what: string): Key => ({ pk: `THROTTLE#${what}`, sk: 'THROTTLE' }),
  /** How often somebody called what is deprecated: nothing else stands there. */
  deprecatedUse: (studio: string, version: string, userId: string): Key => ({
    pk: `S#${studio}#DEPRECATED`,
    sk: `${version}#${userId}`,
  }),
  /** How much of its rate limit a client has used: somebody's kind of client, an API key or an address, hashed. */
  rateLimit: (client: string): Key => ({ pk: `RATE#${client}`, sk: 'RATE' }),
  /** A username or e-mail address; one item for each studio where it is in use. */
  loginName: (name: string, studio: string): Key => ({ pk: `LOGIN#${name.toLowerCase()}`, sk: `S#${studio}` }),

  channelHead: (studio: string, channel: string): Key => ({ pk: `S#${studio}#L#${channel}`, sk: 'HEAD' }),
  frame: (studio: string, channel: string, lastSeq: number): Key => ({
    pk: `S#${studio}#L#${channel}`,
    sk: `F#${padded(lastSeq)}`,
  }),
  /** How far a project's events have been looked through for those without a number. */
  sweep: (studio: string, projectId: string): Key => ({ pk: `S#${studio}#P#${projectId}`, sk: 'SWEPT' }),
  notification: (studio: string, channel: string, id: string): Key => ({
    pk: `S#${studio}#L#${channel}`,
    sk: `N#${id}`,
  }),
  /** What a notification of several occasions says, and of which; outlives it, so that nothing is told twice. */
  notificationGroup: (studio: string, channel: string, id: string): Key => ({
    pk: `S#${studio}#L#${channel}`,
    sk: `G#${id}`,
  }),
  /** How somebody hears of each type of notification. */
  preferences: (studio: string, channel: string): Key => ({ pk: `S#${studio}#L#${channel}`, sk: 'PREFERENCES' }),
  /** What somebody watches or has muted: among their own, and, all of them, with the task or project. */
  watch: (studio: string, channel: string, what: string): Key => ({
    pk: `S#${studio}#L#${channel}`,
    sk: `W#${what}`,
  }),
  watchers: (entity: Key): Key => ({ pk: entity.pk, sk: 'WATCHERS' }),
  subscriber: (studio: string, channel: string, connectionId: string): Key => ({
    pk: `S#${studio}#L#${channel}`,
    sk: `K#${connectionId}`,
  }),

  /** The answer that a request of somebody got under the key they gave it. */
  idempotency: (studio: string, userId: string, operation: string, key: string): Key => ({
    // encoded, since a client chooses it: it must look like no other key
    pk: `S#${studio}#I#${Buffer.from(key).toString('base64url')}`,
    sk: `${userId}#${operation}`,
  }),

  importJob: (studio: string, id: string): Key => ({ pk: `S#${studio}#IMPORT#${id}`, sk: 'JOB' }),
  /** An import among those of its project, and among those of whoever began it. */
  projectImport: (studio: string, projectId: string, id: string): Key => ({
    pk: `S#${studio}#P#${projectId}`,
    sk: `IMPORT#${id}`,
  }),
  personImport: (studio: string, userId: string, id: string): Key => ({
    pk: `S#${studio}#U#${userId}`,
    sk: `IMPORT#${id}`,
  }),
  importReport: (studio: string, id: string): Key => ({ pk: `S#${studio}#IMPORT#${id}`, sk: 'REPORT' }),
  importChunk: (studio: string, id: string, number: number): Key => ({
    pk: `S#${studio}#IMPORT#${id}`,
    sk: `CHUNK#${padded(number)}`,
  }),

  connection: (connectionId: string): Key => ({ pk: `SOCKET#${connectionId}`, sk: 'SOCKET' }),
  ticket: (hash: string): Key => ({ pk: `TICKET#${hash}`, sk: 'TICKET' }),
  keySet: { pk: systemPartition, sk: 'KEYSET' } satisfies Key,
  cursorKey: { pk: systemPartition, sk: 'CURSORKEY' } satisfies Key,
} as const;
