import { type ListContext, matcher, ordered, orderOf } from '../../shared/domain/task-list.ts';
import { backoff } from './backoff.ts';
import type { Client } from './client.ts';
import { ApiError, ForbiddenError, NotFoundError, UnavailableError } from './errors.ts';
import type { ChannelMessage, Project, Task } from './generated/types.ts';
import type { Live } from './live.ts';
import type { LiveTasksQuery } from './live-tasks-query.ts';
import { filtersOf } from './task-filters.ts';

/** A list of tasks that stays what its query would answer: by the project's feed, or read again where that is refused. */
export interface LiveTasks {
  /** Kept when the list was read first; broken where the API refuses it, which is asked again all the same. */
  readonly ready: Promise<void>;
  /** Another array after each change. */
  readonly rows: readonly Task[];
  /** @returns ends the listening */
  onChange(listener: (rows: readonly Task[]) => void): () => void;
  /** Shows the answer to an own write, before the feed tells of it. */
  put(task: Task): void;
  /** Ends the listening; the rows stay as they are. */
  close(): void;
}

/** A list may lag behind the feed by so much, and a little. */
const lag = 10_000;
/** How far back a list that was just read may lag, in messages. */
const overlap = 200;
/** More tasks than these at once are quicker read as a list. */
const mostSingly = 50;
/** How often a list is read that has no feed to follow. */
const pollEvery = 20_000;
/** What is overdue changes by itself. */
const tick = 30_000;

/** @returns undefined where the message does not tell all of it */
function changedBy(task: Task, { data, createdAt }: ChannelMessage): Task | undefined {
  const changes = data.changes as Record<string, { new?: unknown }> | undefined;
  if (!changes || task.revision !== Number(data.revision) - 1) return undefined;
  const entries = Object.entries(changes);
  if (entries.some(([, change]) => change.new === undefined)) return undefined;
  const values = Object.fromEntries(entries.map(([name, change]) => [name, change.new]));
  return {
    ...{ ...task, ...values },
    ...{ revision: task.revision + 1, updatedAt: createdAt, updatedBy: data.actorId as string },
  };
}

/**
 * Reads a list, and follows the project's feed from there.
 * @param onError hears what could not be read; it is tried again
 */
export function liveTasks(
  client: Client,
  live: Live,
  query: LiveTasksQuery,
  { onError = () => {} }: { onError?: ((error: unknown) => void) | undefined } = {},
): LiveTasks {
  const { clock, random } = client.context.platform;
  const { projectId } = query;
  const listeners = new Set<(rows: readonly Task[]) => void>();
  const readiness = Promise.withResolvers<void>();
  // not everybody waits for it
  readiness.promise.catch(() => {});
  /** Those that match, and those that were looked at since. */
  const known = new Map<string, Task>();
  const wanted = new Set<string>();
  let early: ChannelMessage[] = [];
  let rows: readonly Task[] = [];
  let project: Project | undefined;
  let username = '';
  /** How far the API's clock is ahead, and when by it the list was read. */
  let ahead = 0;
  let readAt = 0;
  let round = 0;
  let failures = 0;
  let isReading = false;
  let isPolling = false;
  let isClosed = false;
  let drawing: unknown;
  let retry: unknown;
  let ticking: unknown;

  function draw(): void {
    drawing = undefined;
    if (isClosed || !project) return;
    const context: ListContext = {
      project: () => project,
      showArtist: (stored) => stored,
      now: new Date(clock.now() + ahead).toISOString(),
    };
    const matches = matcher(filtersOf(query, username), context);
    const order = orderOf({ sort: query.sort ?? 'createdAt', order: query.order });
    const matching = [...known.values()].filter(matches);
    rows = ordered(matching, order, context).map(({ row }) => row as Task);
    for (const listener of listeners) listener(rows);
  }

  const drawSoon = () => {
    drawing ??= clock.setTimeout(draw, 0);
  };

  function put(task: Task): void {
    if ((known.get(task.id)?.revision ?? 0) >= task.revision || task.projectId !== projectId) return;
    known.set(task.id, task);
    drawSoon();
  }

  function readLater(error?: unknown, ms = backoff(failures, random, { base: 1_000, most: 60_000 })): void {
    if (isClosed) return;
    if (error !== undefined) onError(error);
    failures += 1;
    clock.clearTimeout(retry);
    retry = clock.setTimeout(() => void read(), ms);
  }

  /** Reads everything; what the feed tells meanwhile is looked at afterwards. */
  async function read(): Promise<void> {
    round += 1;
    const own = round;
    const isObsolete = () => own !== round || isClosed;
    isReading = true;
    try {
      const [found, me] = await Promise.all([client.projects.get(projectId), client.auth.getMe()]);
      const fresh: Task[] = [];
      let startedAt: number | undefined;
      for await (const page of client.tasks.list({ ...query, limit: 100 }).pages()) {
        if (isObsolete()) return;
        startedAt ??= Date.parse(page.meta.timestamp);
        fresh.push(...page.data);
      }
      project = found;
      username = me.username;
      readAt = startedAt ?? 0;
      ahead = readAt - clock.now();
      settle(fresh);
    } catch (error) {
      if (!isObsolete()) fail(error);
    }
  }

  function fail(error: unknown): void {
    if (error instanceof NotFoundError || error instanceof ForbiddenError) known.clear();
    if (error instanceof ApiError && !(error instanceof UnavailableError)) readiness.reject(error);
    drawSoon();
    readLater(error);
  }

  function settle(fresh: readonly Task[]): void {
    isReading = false;
    failures = 0;
    remember(fresh);
    const messages = early;
    early = [];
    for (const message of messages) hear(message);
    clock.clearTimeout(drawing);
    draw();
    readiness.resolve();
    if (isPolling) readLater(undefined, pollEvery);
  }

  /** What is newer than the list stays: it was told by the feed. */
  function remember(fresh: readonly Task[]): void {
    const before = new Map(known);
    known.clear();
    for (const task of fresh) {
      const other = before.get(task.id);
      known.set(task.id, other && other.revision > task.revision ? other : task);
    }
    for (const [id, task] of before) if (!known.has(id) && isRecent(task.updatedAt)) known.set(id, task);
  }

  /** Whether the list may not show yet what happened then. */
  const isRecent = (at: string) => Date.parse(at) > readAt - lag;

  function hear(message: ChannelMessage): void {
    if (isReading) {
      early.push(message);
      return;
    }
    if (message.type.startsWith('project.')) void readProject();
    if (!message.type.startsWith('task.')) return;
    const id = message.data.taskId as string;
    const task = known.get(id);
    if (task ? task.revision >= Number(message.data.revision) : !isRecent(message.createdAt)) return;
    const changed = task && changedBy(task, message);
    if (changed) put(changed);
    else want(id);
  }

  async function readProject(): Promise<void> {
    try {
      project = await client.projects.get(projectId);
      drawSoon();
    } catch (error) {
      readLater(error);
    }
  }

  function want(id: string): void {
    if (wanted.size >= mostSingly) {
      wanted.clear();
      void read();
    } else if (!wanted.has(id)) {
      wanted.add(id);
      void readOne(id);
    }
  }

  async function readOne(id: string): Promise<void> {
    try {
      const task = await client.tasks.get(id);
      wanted.delete(id);
      if (!isClosed) put(task);
    } catch (error) {
      wanted.delete(id);
      if (!(error instanceof NotFoundError)) return readLater(error);
      known.delete(id);
      drawSoon();
    }
  }

  const subscription = live.subscribe(`project:${projectId}`, {
    after: (head) => head - overlap,
    onMessage: hear,
    onResync() {
      void read();
      // what the list did not show yet
      readLater(undefined, lag);
    },
    onLost() {
      // whoever may not hear all of a project may see some of its tasks
      isPolling = true;
      void read();
    },
  });
  if (query.overdue !== undefined) {
    const again = () => {
      draw();
      ticking = clock.setTimeout(again, tick);
    };
    ticking = clock.setTimeout(again, tick);
  }
  void read();

  return {
    ready: readiness.promise,
    get rows() {
      return rows;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    put,
    close() {
      isClosed = true;
      subscription.close();
      for (const timer of [drawing, retry, ticking]) clock.clearTimeout(timer);
    },
  };
}
