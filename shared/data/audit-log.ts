import pMap from 'p-map';
import type { AuditEntry } from '../contract/audit.ts';
import { endOfTime, isOfStudio, mergeNewestFirst, type Part } from '../domain/audit.ts';
import { castingParts } from '../domain/breakdown.ts';
import type { DomainEvent } from '../domain/events.ts';
import { peopleOfChanges, shownChanges } from '../domain/feed.ts';
import { nestedParts } from '../domain/nested-id.ts';
import { fittingPage } from '../domain/pages.ts';
import { versionParts } from '../domain/versions.ts';
import { isApiKeyId } from '../platform/ids.ts';
import { studioEvents } from './audit.ts';
import { type Key, keys, padded } from './keys.ts';
import { peopleAmong } from './people.ts';
import { projectIds } from './projects.ts';
import { getItems, type Item, isKept, queryPage, type StartKey } from './table.ts';

/** Which events: all that is given must fit. */
export interface AuditFilter {
  projectId?: string | undefined;
  userId?: string | undefined;
  /** As in `task:ep00_sq0010_sh0020_lighting`. */
  entity?: string | undefined;
  /** As in `task.updated`; without a dot, everything that begins so. */
  type?: string | undefined;
  /** From this moment on. */
  since?: string | undefined;
  /** Before this moment. */
  until?: string | undefined;
}

type EventItem = Item & DomainEvent & { occurred: string; expiresAtEpoch?: number };

/** Where the next page starts. */
export interface AuditPosition {
  /** What occurred before this. */
  before: string;
  /** Where the entity's own events go on: they have no index by time. */
  startAfter?: StartKey;
}

export interface AuditPage {
  events: EventItem[];
  next?: AuditPosition;
}

/** What of the log is asked for, and from when to when: after `after`, before `before`. */
interface Reading {
  studio: string;
  filter: AuditFilter;
  after: string;
  before: string;
  limit: number;
}

/** A page of the audit log, newest first. */
export async function listEvents(
  studio: string,
  filter: AuditFilter,
  { limit, position }: { limit: number; position?: AuditPosition | undefined },
): Promise<AuditPage> {
  const before = position?.before ?? filter.until ?? endOfTime;
  const reading = { studio, filter, after: filter.since ?? '', before, limit };
  if (filter.entity !== undefined) return entityPage(reading, filter.entity, position?.startAfter);
  const { rows, stoppedAt } = fitting(await partOf(reading), limit);
  return { events: rows, ...(stoppedAt !== undefined && { next: { before: stoppedAt } }) };
}

/** What of a part is a page: of very large events fewer. */
function fitting(
  { rows, stoppedAt }: Part<EventItem>,
  limit: number,
): { rows: EventItem[]; stoppedAt?: string | undefined } {
  const page = fittingPage(rows, limit);
  return { rows: page, stoppedAt: page.length < rows.length ? page.at(-1)?.occurred : stoppedAt };
}

/** What the best index gives; the rest of the filter is left to it. */
function partOf(reading: Reading): Promise<Part<EventItem>> {
  const { studio, filter } = reading;
  const { projectId, userId } = filter;
  if (userId !== undefined)
    return partByTime(reading, {
      ...{ index: 'eventsByActor', equals: { studio, actorId: userId }, attribute: 'occurred', prefix: '' },
      left: { projectId },
    });
  return projectId === undefined ? partOfStudio(reading) : partOfPartition(reading, projectId);
}

const partOfPartition = (reading: Reading, eventsOf: string) =>
  partByTime(reading, {
    ...{ index: 'eventsByProject', equals: { studio: reading.studio, eventsOf }, attribute: 'occurred', prefix: '' },
    left: {},
  });

const partitionsAtOnce = 10;

/** Every project, archived ones too, and the studio's own: what is older than a full page is not read of the others. */
async function partOfStudio(reading: Reading): Promise<Part<EventItem>> {
  const { studio, filter, after, limit } = reading;
  const own = isOfStudio(filter.type);
  const projects = own === true ? [] : await projectIds(studio);
  let merged: Part<EventItem> = { rows: [] };
  await pMap(
    [...(own === false ? [] : [studioEvents]), ...projects],
    async (eventsOf) => {
      const part = await partOfPartition({ ...reading, after: merged.stoppedAt ?? after }, eventsOf);
      merged = mergeNewestFirst([merged, part], limit);
    },
    { concurrency: partitionsAtOnce },
  );
  return merged;
}

interface ByTime {
  /** An index, or the table itself. */
  index?: 'eventsByActor' | 'eventsByProject';
  equals: Record<string, string>;
  /** The sort attribute: a prefix, and when it occurred. */
  attribute: string;
  prefix: string;
  /** What the key does not say already. */
  left: Pick<AuditFilter, 'projectId' | 'userId'>;
}

async function partByTime(reading: Reading, from: ByTime): Promise<Part<EventItem>> {
  const { filter, after, before, limit } = reading;
  const { index, equals, attribute, prefix, left } = from;
  // a range that ends before it begins is refused
  if (after >= before) return { rows: [] };
  const { items, next } = await queryPage<EventItem>({
    ...(index && { index }),
    equals,
    range: { attribute, after: prefix + after, before: prefix + before },
    ...conditions({ ...left, type: filter.type }),
    newestFirst: true,
    // the range includes its end, which is the last event of the page before
    limit: limit + 1,
  });
  const rows = items.filter((item) => item.occurred < before && isKept(item));
  return { rows, stoppedAt: next && String(next[attribute]).slice(prefix.length) };
}

/** An entity's own events by revision, and what happened to an account by time. */
async function entityPage(reading: Reading, entity: string, startAfter: StartKey | undefined): Promise<AuditPage> {
  const { studio, filter, limit, before } = reading;
  const { pk, beginsWith, account } = historyOf(studio, entity);
  const left = { projectId: filter.projectId, userId: filter.userId };
  const [own, security] = await Promise.all([
    queryPage<EventItem>({
      equals: { pk },
      range: { attribute: 'sk', beginsWith },
      ...conditions({ ...left, type: filter.type, since: filter.since, until: filter.until }),
      ...{ newestFirst: true, limit, startAfter },
    }),
    account
      ? partByTime(reading, { equals: { pk: account.pk }, attribute: 'sk', prefix: account.sk, left })
      : { rows: [] },
  ]);
  // where a filter leaves out the last that was read, nobody knows when that was
  const isLast = own.items.at(-1)?.sk === own.next?.sk;
  const stoppedAt = own.next && (isLast ? own.items.at(-1)?.occurred : endOfTime);
  const page = fitting(mergeNewestFirst([{ rows: own.items, stoppedAt }, security], limit), limit);
  const events = page.rows;
  if (page.stoppedAt === undefined) return { events };

  const taken = events.filter(({ sk }) => sk.startsWith(beginsWith));
  const last = taken.length === own.items.length ? own.next : undefined;
  const after = last ?? keyOf(taken.at(-1)) ?? startAfter;
  const times = [before, ...events.map(({ occurred }) => occurred), page.stoppedAt];
  return { events, next: { before: times.sort()[0] as string, ...(after && { startAfter: after }) } };
}

const keyOf = (item: EventItem | undefined) => item && { pk: item.pk, sk: item.sk };

/** Where the events begin of what stands below something else, before its first. */
function firstEventOf(studio: string, kind: string, id: string): Key | undefined {
  if (kind === 'version') {
    const { taskId, number } = versionParts(id);
    return keys.versionEvent(studio, taskId, number, 0);
  }
  if (kind === 'featureFlag') return keys.featureFlagEvent(studio, id, 0);
  const { parent, own } = nestedParts(id);
  if (kind === 'message') return keys.messageEvent(studio, parent, Number(own), 0);
  if (kind === 'shot' || kind === 'asset' || kind === 'sequence') return keys.itemEvent(studio, parent, kind, own, 0);
  if (kind === 'casting') {
    const { shotId, assetId } = castingParts(own);
    return keys.castingEvent(studio, parent, shotId, assetId, 0);
  }
  const eventKey = { member: keys.memberEvent, comment: keys.commentEvent, timeEntry: keys.timeEntryEvent }[kind];
  return eventKey?.(studio, parent, own, 0);
}

/** Where the events of an entity stand; and what happened to it, if it is an account. */
function historyOf(studio: string, entity: string): { pk: string; beginsWith: string; account?: Key } {
  const [kind = '', id = ''] = entity.split(/:(.*)/s);
  const nested = firstEventOf(studio, kind, id);
  if (nested) return { pk: nested.pk, beginsWith: nested.sk.slice(0, -padded(0).length) };
  const key = { task: keys.task, project: keys.project, user: keys.user, apiKey: keys.apiKey }[kind];
  if (!key) throw new Error(`There is no history of "${kind}"`);
  const isAccount = kind === 'user' || kind === 'apiKey';
  return {
    pk: key(studio, id).pk,
    beginsWith: 'E#',
    ...(isAccount && { account: keys.securityEvent(studio, id, '') }),
  };
}

/** The conditions of a filter that no key expresses. */
function conditions({ projectId, userId, type, since, until }: Omit<AuditFilter, 'entity'>) {
  const wanted = (
    [
      ['projectId', '=', projectId],
      ['actorId', '=', userId],
      ['type', type?.includes('.') ? '=' : 'begins_with', type?.includes('.') ? type : type && `${type}.`],
      ['at', '>=', since],
      ['at', '<', until],
    ] as const
  ).filter(([, , value]) => value !== undefined);
  if (wanted.length === 0) return {};
  const expression = wanted.map(([name, how], place) =>
    how === 'begins_with' ? `begins_with(#${name}, :f${place})` : `#${name} ${how} :f${place}`,
  );
  return {
    filter: {
      expression: expression.join(' AND '),
      names: Object.fromEntries(wanted.map(([name]) => [`#${name}`, name])),
      values: Object.fromEntries(wanted.map(([, , value], place) => [`:f${place}`, value])),
    },
  };
}

/** API keys by id, under the names that they were given. */
async function apiKeyNames(studio: string, actors: readonly (string | null)[]): Promise<Map<string, string>> {
  const ids = [...new Set(actors.filter((id) => id !== null && isApiKeyId(id)))] as string[];
  const items = await getItems<Item & { id: string; name: string }>(ids.map((id) => keys.apiKey(studio, id)));
  return new Map(items.map(({ id, name }) => [id, name]));
}

/** Events as the audit log shows them: people and API keys by id and name, artists by name. */
export async function auditEntries(studio: string, events: readonly EventItem[]): Promise<AuditEntry[]> {
  const actors = events.map(({ actor }) => actor.userId);
  const named = events.flatMap(({ changes }) => peopleOfChanges(changes));
  const [people, apiKeys] = await Promise.all([
    peopleAmong(studio, [...actors, ...named]),
    apiKeyNames(studio, actors),
  ]);
  return events.map(({ type, at, actor, entity, entityId, projectId, revision, changes, occurred }) => ({
    id: occurred.slice(at.length + 1),
    ...{ type, at },
    actor: {
      ...{ id: actor.userId, username: people.usernameOf(actor.userId) ?? apiKeys.get(actor.userId ?? '') ?? null },
      ...{ ip: actor.ip, requestId: actor.requestId },
    },
    entity: { kind: entity, id: entityId },
    projectId: projectId ?? null,
    revision: revision === 0 ? null : revision,
    changes: shownChanges(changes, (artist) => people.toShown(artist)),
  }));
}
