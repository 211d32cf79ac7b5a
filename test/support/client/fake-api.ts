import type { ChannelMessage, Task } from '../../../client/src/generated/types.ts';
import { type ListContext, matcher, ordered, orderOf } from '../../../shared/domain/task-list.ts';
import type { VirtualClock } from './virtual-clock.ts';

type Fields = Record<string, unknown>;

export interface FakeRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string>;
  body: Fields;
}

export interface FakeAnswer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

interface FakeSession {
  user: string;
  current: string;
  previous: string | undefined;
  rotatedAt: number;
}

export const projectId = 'SWA';
export const feed = `project:${projectId}`;
const lag = 1_500;
const graceMs = 10_000;

const failure = (status: number, code: string, extra: Fields = {}): FakeAnswer => ({
  status,
  body: { error: { code, message: code, details: [], requestId: 'req_fake', timestamp: '', docUrl: '', ...extra } },
});

/** The rules of the API as clients meet them, in memory: sessions, revisions, idempotency, late lists, numbered events. */
export function fakeApi(clock: VirtualClock) {
  const sessions = new Set<FakeSession>();
  const accessTokens = new Map<string, { session: FakeSession; until: number }>();
  const tickets = new Map<string, string>();
  const tasks = new Map<string, Task>();
  const events = new Map<string, { revision: number; changes: Record<string, { old: unknown; new: unknown }> }[]>();
  const answers = new Map<string, FakeAnswer>();
  const log: ChannelMessage[] = [];
  const hidden = { isSo: false };
  // shorter than elsewhere, so that tokens are refreshed often
  const tokens = { lifeSeconds: 240 };
  const listeners = new Set<(message: ChannelMessage) => void>();
  let last = 0;
  const next = (kind: string) => `${kind}${++last}`;
  const now = () => new Date(clock.now()).toISOString();

  const enveloped = (data: unknown, more: Fields = {}) => ({
    data,
    meta: { requestId: 'req_fake', timestamp: now(), apiVersion: 'v1' },
    ...more,
  });

  function granted(session: FakeSession): FakeAnswer {
    const accessToken = next('access');
    accessTokens.set(accessToken, { session, until: clock.now() + tokens.lifeSeconds * 1_000 });
    return {
      status: 200,
      body: { accessToken, tokenType: 'bearer', expiresIn: tokens.lifeSeconds, refreshToken: session.current },
    };
  }

  function refreshed({ refreshToken }: Fields): FakeAnswer {
    const session = [...sessions].find(
      ({ current, previous }) => refreshToken === current || refreshToken === previous,
    );
    if (!session) return failure(401, 'UNAUTHENTICATED');
    if (refreshToken === session.current) {
      Object.assign(session, { previous: session.current, current: next('refresh'), rotatedAt: clock.now() });
    } else if (clock.now() - session.rotatedAt > graceMs) {
      sessions.delete(session);
      return failure(401, 'UNAUTHENTICATED');
    }
    return granted(session);
  }

  /** Numbers what happened after a while, in order. */
  function tell(type: string, task: Task, changes: Record<string, { old: unknown; new: unknown }>): void {
    const at = now();
    clock.after(200, () => {
      const message: ChannelMessage = {
        ...{ type, id: `task:${task.id}@${task.revision}`, channel: feed, seq: log.length + 1, createdAt: at },
        data: {
          taskId: task.id,
          projectId,
          revision: task.revision,
          actorId: task.updatedBy,
          changes: changes as never,
        },
      };
      log.push(message);
      for (const listener of listeners) listener(message);
    });
  }

  function write(type: string, before: Task | undefined, after: Task): FakeAnswer {
    const changed = Object.entries(after).filter(
      ([name, value]) =>
        !['revision', 'updatedAt', 'updatedBy', 'createdAt', 'createdBy'].includes(name) &&
        JSON.stringify(value) !== JSON.stringify((before as Fields | undefined)?.[name]),
    );
    const changes = Object.fromEntries(
      changed.map(([name, value]) => [name, { old: (before as Fields | undefined)?.[name], new: value }]),
    );
    tasks.set(after.id, after);
    events.set(after.id, [...(events.get(after.id) ?? []), { revision: after.revision, changes }]);
    tell(type, after, changes);
    return { status: before ? 200 : 201, body: enveloped(after) };
  }

  function created(body: Fields, user: string): FakeAnswer {
    const id = `${body.shot}_${body.task}`.toLowerCase();
    if (tasks.has(id)) return failure(409, 'CONFLICT');
    const times = { createdAt: now(), updatedAt: now(), createdBy: user, updatedBy: user };
    const defaults = {
      ...{ type: 'shot', status: 'not_started', artist: 'Unassigned', priority: 'medium', milestone: 'not_started' },
      ...{
        episode: null,
        sequence: null,
        milestoneNote: '',
        deadline: null,
        versions: [],
        labels: [],
        customFields: {},
      },
      ...{ sequenceClean: '', shotClean: String(body.shot), episodeClean: '', archivedAt: null, revision: 1 },
    };
    return write('task.created', undefined, { ...defaults, ...body, id, ...times } as unknown as Task);
  }

  function updated(id: string, patch: Fields, ifMatch: string | undefined, user: string): FakeAnswer {
    const before = tasks.get(id);
    if (!before) return failure(404, 'NOT_FOUND');
    const customFields = { ...(before.customFields as Fields), ...(patch.customFields as Fields | undefined) };
    const wanted = { ...before, ...patch, customFields } as Task;
    const parts = Object.keys(patch).flatMap((name) =>
      name === 'customFields'
        ? Object.keys(patch.customFields as Fields).map((member) => `customFields.${member}`)
        : [name],
    );
    const partOf = (task: unknown, part: string) =>
      part.split('.').reduce<unknown>((value, name) => (value as Fields | undefined)?.[name], task);
    const expected = Number(ifMatch?.replaceAll('"', ''));
    if (ifMatch !== undefined && expected !== before.revision) {
      const since = (events.get(id) ?? []).filter(({ revision }) => revision > expected);
      const touched = (part: string) =>
        since.some(({ changes }) => {
          const [name = '', member] = part.split('.');
          const change = changes[name];
          if (!change) return false;
          return member === undefined || (change.old as Fields)?.[member] !== (change.new as Fields)?.[member];
        });
      const conflicts = parts
        .filter(
          (part) => touched(part) && JSON.stringify(partOf(before, part)) !== JSON.stringify(partOf(wanted, part)),
        )
        .map((field) => ({ field, current: partOf(before, field), yours: partOf(wanted, field) }));
      return failure(412, 'VERSION_CONFLICT', { currentRevision: before.revision, conflicts });
    }
    return write('task.updated', before, {
      ...wanted,
      ...{ revision: before.revision + 1, updatedAt: now(), updatedBy: user },
    });
  }

  const context = (): ListContext => ({
    project: () => ({ statuses, priorityLevels: ['low', 'medium', 'high'] }),
    showArtist: (stored) => stored,
    now: now(),
  });

  function matching(status: string[] | undefined, visible: (task: Task) => boolean): Task[] {
    const rows = [...tasks.values()].filter(visible);
    const matches = matcher({ archived: false, projectId, ...(status && { status }) }, context());
    return ordered(rows.filter(matches), orderOf({ sort: 'shot' }), context()).map(({ row }) => row as Task);
  }

  function listed({ query, headers }: FakeRequest): FakeAnswer {
    const mustSee = (headers['montu-after'] ?? '').split(',').map((write) => write.split('@')[0]);
    const status = query.getAll('status');
    // what was written just now is not in the list yet, unless its writer asks
    const isVisible = (task: Task) => Date.parse(task.updatedAt) <= clock.now() - lag || mustSee.includes(task.id);
    const all = matching(status.length > 0 ? status : undefined, isVisible);
    const cursor = query.get('cursor') ?? '';
    const limit = 25;
    // by place, not by count: what comes or goes meanwhile moves nothing else
    const rest = all.filter(({ shot }) => shot > cursor);
    const page = rest.slice(0, limit);
    const nextCursor = rest.length > limit ? page.at(-1)?.shot : undefined;
    const pagination = { limit, hasMore: nextCursor !== undefined, ...(nextCursor && { nextCursor }) };
    return { status: 200, body: enveloped(page, { pagination }) };
  }

  function authorized(request: FakeRequest, user: string): FakeAnswer {
    const { method, path, headers, body } = request;
    const taskId = decodeURIComponent(/^\/tasks\/(.+)$/.exec(path)?.[1] ?? '');
    if (path === '/auth/me') return { status: 200, body: enveloped({ id: user, username: user }) };
    if (hidden.isSo && path !== '/auth/websocket-ticket') return failure(404, 'NOT_FOUND');
    if (path === '/auth/websocket-ticket') {
      const ticket = next('ticket');
      tickets.set(ticket, user);
      return { status: 201, body: enveloped({ ticket, expiresAt: now() }) };
    }
    if (path === `/projects/${projectId}`)
      return { status: 200, body: enveloped({ id: projectId, statuses, priorityLevels: ['low', 'medium', 'high'] }) };
    if (path === '/tasks' && method === 'GET') return listed(request);
    if (path === '/tasks' && method === 'POST') {
      const key = `${user} ${headers['idempotency-key']}`;
      const answer = answers.get(key) ?? created(body, user);
      if (answer.status === 201) answers.set(key, answer);
      return answer;
    }
    if (taskId && method === 'PATCH') return updated(taskId, body, headers['if-match'], user);
    const task = tasks.get(taskId);
    return task ? { status: 200, body: enveloped(task) } : failure(404, 'NOT_FOUND');
  }

  return {
    ...{ tasks, log, listeners, failure, matching },
    /** Up to which number messages are not kept any more. */
    forgotten: { until: 0 },
    /** Whether nobody may see the project any more. */
    hidden,
    tokens,
    redeem: (ticket: string) => {
      const user = tickets.get(ticket);
      tickets.delete(ticket);
      return user;
    },
    /** Whoever is signed in, from elsewhere. */
    endSessions: () => sessions.clear(),
    expire: () => accessTokens.clear(),
    handle(request: FakeRequest): FakeAnswer {
      const { path, body, headers } = request;
      if (path === '/auth/login') {
        const session = { user: String(body.username), current: next('refresh'), previous: undefined, rotatedAt: 0 };
        sessions.add(session);
        return granted(session);
      }
      if (path === '/auth/refresh') return refreshed(body);
      const token = accessTokens.get(headers.authorization?.replace('Bearer ', '') ?? '');
      if (!token || !sessions.has(token.session)) return failure(401, 'UNAUTHENTICATED');
      if (token.until < clock.now()) return failure(401, 'TOKEN_EXPIRED');
      return authorized(request, token.session.user);
    },
  };
}

const statuses = [
  { name: 'not_started', category: 'todo' as const },
  { name: 'in_progress', category: 'active' as const },
  { name: 'review', category: 'active' as const },
  { name: 'approved', category: 'done' as const },
];

export type FakeApi = ReturnType<typeof fakeApi>;
