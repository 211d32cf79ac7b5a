import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { putRows } from '../../../local/demo/put-rows.ts';
import { auditAttributes, securityEventItem, studioEvents, writeSecurityEvent } from '../../../shared/data/audit.ts';
import { type AuditFilter, type AuditPosition, auditEntries, listEvents } from '../../../shared/data/audit-log.ts';
import { keys } from '../../../shared/data/keys.ts';
import { changeProject } from '../../../shared/data/projects.ts';
import type { Item } from '../../../shared/data/table.ts';
import { changeTask } from '../../../shared/data/tasks.ts';
import { archived } from '../../../shared/domain/archive.ts';
import { type DomainEvent, eventId } from '../../../shared/domain/events.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { addProject, addTask } from '../../support/production.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
let studio: TestStudio;
beforeAll(async () => {
  table = await useTable();
});
beforeEach(async () => {
  studio = await newStudio();
});

type Stored = Item & DomainEvent & { occurred: string };
const actorOf = (userId: string | null) => ({ userId, requestId: 'req_1', ip: '192.0.2.7' });
const atMinute = (minute: number) => new Date(Date.UTC(2026, 0, 5, 8, minute)).toISOString();

/** An event as it stands in the table. */
function stored(fields: Partial<DomainEvent> & Pick<DomainEvent, 'entity' | 'entityId' | 'at'>): Stored {
  const { entity, entityId, revision = 1, at, projectId, actor = actorOf('user_sue') } = fields;
  const event = { type: `${entity}.updated`, revision, changes: {}, about: {}, ...fields, actor, studio: studio.id };
  const owner = keys[entity as 'task' | 'project' | 'user' | 'apiKey'](studio.id, entityId);
  return {
    ...keys.event(owner, revision),
    ...{ kind: 'audit', ...event },
    ...auditAttributes({ at, id: eventId({ entity, entityId, revision }), actor, projectId }),
  } as Stored;
}

const securityAt = (at: string, userId: string, type: 'security.signInFailed' | 'session.started') => {
  const item = securityEventItem({ studio: studio.id, userId, type, actor: actorOf(null) });
  const id = String(item.occurred).split('#')[1] as string;
  return {
    ...{ ...item, at, ...keys.securityEvent(studio.id, userId, `${at}#${id}`) },
    ...auditAttributes({ at, id, actor: actorOf(null) }),
  } as unknown as Stored;
};

/** Every page of the log, by cursor. */
async function pagesOf(filter: AuditFilter, limit: number): Promise<Stored[][]> {
  const pages: Stored[][] = [];
  let position: AuditPosition | undefined;
  do {
    const { events, next } = await listEvents(studio.id, filter, { limit, position });
    pages.push(events);
    position = next;
  } while (position);
  return pages;
}

const namesOf = (events: readonly Pick<Stored, 'occurred'>[]) => events.map(({ occurred }) => occurred);

/** Every event of the studio, however it is found. */
const wholeLog = async () =>
  (await table.all()).filter((item) => item.studio === studio.id && item.occurred) as unknown as Stored[];

/** What the log should be, by looking at everything there is. */
function expectedLog(whole: readonly Stored[], filter: AuditFilter): string[] {
  const { projectId, userId, entity, type, since = '', until = '~' } = filter;
  const fits = (event: Stored) =>
    (projectId === undefined || event.projectId === projectId) &&
    (userId === undefined || event.actor.userId === userId) &&
    (entity === undefined || `${event.entity}:${event.entityId}` === entity) &&
    (type === undefined || event.type === type || event.type.startsWith(`${type}.`)) &&
    event.at >= since &&
    event.at < until;
  return namesOf(whole.filter(fits)).sort().reverse();
}

describe('the audit log', () => {
  const projects = ['ONE', 'TWO', 'OLD'];
  const entities = [
    ...projects.flatMap((projectId) => [
      { entity: 'project' as const, entityId: projectId, projectId },
      ...['a', 'b'].map((name) => ({ entity: 'task' as const, entityId: `${projectId}_${name}`, projectId })),
    ]),
    { entity: 'user' as const, entityId: 'user_ann' },
    { entity: 'apiKey' as const, entityId: 'key_farm' },
  ];
  const minute = fc.integer({ min: 0, max: 12 });
  const anEvent = fc.record({
    of: fc.nat({ max: entities.length - 1 }),
    minute,
    by: fc.constantFrom('user_sue', 'user_ann', 'key_farm'),
    type: fc.constantFrom('updated', 'archived'),
    security: fc.boolean(),
  });
  const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined, freq: 2 });
  const aQuery = fc.record({
    limit: fc.integer({ min: 1, max: 12 }),
    filter: fc.record({
      projectId: maybe(fc.constantFrom(...projects)),
      userId: maybe(fc.constantFrom('user_sue', 'user_ann', 'key_farm')),
      entity: maybe(fc.constantFrom(...entities.map(({ entity, entityId }) => `${entity}:${entityId}`))),
      type: maybe(fc.constantFrom('task', 'task.updated', 'project.archived', 'security', 'user.updated', 'nothing')),
      since: maybe(minute.map(atMinute)),
      until: maybe(minute.map(atMinute)),
    }),
  });

  it('is every event in order of time, through any filter and in pages of any size', async () => {
    const scenes = fc.record({
      events: fc.array(anEvent, { minLength: 40, maxLength: 70 }),
      queries: fc.array(aQuery, { minLength: 8, maxLength: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(scenes, async ({ events, queries }) => {
        studio = await newStudio();
        const change = studio.changeBy('user_sue', new Date(atMinute(0)));
        for (const id of projects) await addProject(change, { id });
        await changeProject('OLD', { type: 'project.archived', expected: 1, decide: archived }, change);
        // an entity's events follow each other; nine of them, so that revisions sort as text
        const revisions = new Map<string, number>();
        const rows = events
          .toSorted((a, b) => a.minute - b.minute)
          .flatMap(({ of, minute: when, by, type, security }) => {
            const entity = entities[of] as (typeof entities)[number];
            const at = atMinute(when);
            if (security) return [securityAt(at, 'user_ann', 'security.signInFailed')];
            const revision = (revisions.get(entity.entityId) ?? 2) + 1;
            revisions.set(entity.entityId, revision);
            const full = { ...entity, at, revision, actor: actorOf(by), type: `${entity.entity}.${type}` };
            return revision > 9 ? [] : [stored(full as Parameters<typeof stored>[0])];
          });
        await putRows(rows);
        const whole = await wholeLog();
        for (const { filter, limit } of [{ filter: {}, limit: 7 }, ...queries]) {
          const pages = await pagesOf(filter, limit);
          expect({ filter, log: namesOf(pages.flat()) }).toEqual({ filter, log: expectedLog(whole, filter) });
          expect(Math.max(...pages.map((page) => page.length))).toBeLessThanOrEqual(limit);
          expect(pages.slice(1).every((page) => page.length > 0)).toBe(true);
        }
      }),
      // a smaller scene would be written anew each time
      { numRuns: 5, endOnFailure: true },
    );
  }, 60_000);

  it('goes on after a page that a filter has left nothing in', async () => {
    const change = studio.changeBy('user_sue', new Date(atMinute(0)));
    await addProject(change, { id: 'BUSY' });
    await addProject(change, { id: 'CALM' });
    const many = Array.from({ length: 4_100 }, (_, index) =>
      stored({ entity: 'task', entityId: `t${index}`, at: atMinute(5), projectId: 'BUSY', actor: actorOf('user_ann') }),
    );
    const rare = [9, 4, 2].map((when) =>
      stored({ entity: 'task', entityId: `rare${when}`, at: atMinute(when), projectId: 'CALM', type: 'task.archived' }),
    );
    const oldest = stored({
      ...{ entity: 'task', entityId: 'x', at: atMinute(3) },
      projectId: 'BUSY',
      type: 'task.archived',
    });
    await putRows([...many, ...rare, oldest]);
    const whole = [...rare, oldest];
    for (const filter of [{ type: 'task.archived' }, { type: 'task.archived', userId: 'user_sue' }]) {
      const pages = await pagesOf(filter, 2);
      expect(namesOf(pages.flat())).toEqual(expectedLog(whole, filter));
    }
    const [first, ...others] = await pagesOf({ type: 'task.archived', projectId: 'BUSY' }, 2);
    expect([first, others.flat().map(({ entityId }) => entityId)]).toEqual([[], ['x']]);
  }, 60_000);

  it('has each event of an account once, also where clocks disagree', async () => {
    const rows = [4, 9, 2, 7, 1].map((when, index) =>
      stored({ entity: 'user', entityId: 'user_ann', at: atMinute(when), revision: index + 1 }),
    );
    const security = [8, 6, 5, 3, 2, 0].map((when) => securityAt(atMinute(when), 'user_ann', 'session.started'));
    await putRows([...rows, ...security]);
    const filter = { entity: 'user:user_ann' };
    const known = namesOf((await pagesOf(filter, 50)).flat());
    expect(known.toSorted().reverse()).toEqual(expectedLog([...rows, ...security], filter));
    for (const limit of [1, 2, 3, 4]) expect(namesOf((await pagesOf(filter, limit)).flat())).toEqual(known);
    const revisions = (await pagesOf(filter, 2)).flat().flatMap(({ revision }) => (revision ? [revision] : []));
    expect(revisions).toEqual([5, 4, 3, 2, 1]);
  });

  it('has the changes of people in the studio’s part, and of members in their project’s', async () => {
    const ann = await studio.addUser('ann');
    await addProject(studio.changeBy(ann.id), { id: 'SWA' });
    await studio.setMember('SWA', ann.id, 'artist');
    await studio.setMember('SWA', ann.id, 'viewer');
    const partitions = Object.fromEntries((await wholeLog()).map(({ type, eventsOf }) => [type, eventsOf]));
    expect(partitions).toEqual({
      'user.created': studioEvents,
      'project.created': 'SWA',
      'member.added': 'SWA',
      'member.updated': 'SWA',
    });
    const types = async (filter: AuditFilter) => (await pagesOf(filter, 1)).flat().map(({ type }) => type);
    expect(await types({ entity: `member:SWA/${ann.id}` })).toEqual(['member.updated', 'member.added']);
    expect(await types({ projectId: 'SWA' })).toEqual(['member.updated', 'member.added', 'project.created']);
    expect(await types({ entity: `user:${ann.id}` })).toEqual(['user.created']);
    expect(await types({})).toHaveLength(4);
  });

  it('is one studio’s, and empty where there is nothing', async () => {
    const other = studio;
    await addProject(studio.changeBy('user_sue'), { id: 'SWA' });
    expect(await pagesOf({ since: atMinute(2), until: atMinute(1) }, 5)).toEqual([[]]);
    studio = await newStudio();
    for (const filter of [{}, { projectId: 'SWA' }, { userId: 'user_sue' }, { entity: 'project:SWA' }]) {
      expect(await pagesOf(filter, 5)).toEqual([[]]);
      expect((await listEvents(other.id, filter, { limit: 5 })).events).toHaveLength(1);
    }
  });
});

describe('security events', () => {
  const refusal = (onceFor?: string) =>
    writeSecurityEvent({
      ...{ studio: studio.id, userId: 'user_ann', type: 'security.accessRefused', actor: actorOf('user_ann') },
      ...{ facts: { operation: 'listAudit' }, ...(onceFor && { onceFor }) },
    });
  const all = async () => (await pagesOf({ entity: 'user:user_ann' }, 10)).flat();

  it('are written once where one is enough, however many write at once', async () => {
    await Promise.all(Array.from({ length: 5 }, () => refusal('this hour')));
    await refusal('this hour');
    expect(await all()).toMatchObject([{ type: 'security.accessRefused', actor: { userId: 'user_ann' } }]);
    await refusal('the next hour');
    await refusal();
    await refusal();
    expect(await all()).toHaveLength(4);
  });

  it('end after 400 days, also before they are deleted', async () => {
    await refusal();
    const [event] = await all();
    const days = (Number(event && 'expiresAtEpoch' in event && event.expiresAtEpoch) * 1000 - Date.now()) / 86_400_000;
    expect(days).toBeCloseTo(400, 1);
    await table.put({ ...(event as Stored), expiresAtEpoch: Math.floor(Date.now() / 1000) - 1 });
    expect(await all()).toEqual([]);
    expect((await pagesOf({ type: 'security' }, 10)).flat()).toEqual([]);
  });
});

describe('entries', () => {
  const entriesOf = async (filter: AuditFilter) =>
    auditEntries(studio.id, (await listEvents(studio.id, filter, { limit: 50 })).events);

  it('name people, API keys and artists, and say what was before and after', async () => {
    const [ann, sue] = [await studio.addUser('ann'), await studio.addUser('sue', 'supervisor')];
    await addProject(studio.changeBy(sue.id), { id: 'SWA' });
    const task = await addTask(studio.changeBy(sue.id), { artist: 'ann' });
    await table.put({ ...keys.apiKey(studio.id, 'key_farm'), id: 'key_farm', name: 'farm submitter' });
    const decide = (current: typeof task) => ({ ...current, artist: 'sue', priority: 'high' as const });
    await changeTask(
      task.id,
      { type: 'task.updated', expected: 1, artist: 'sue', decide },
      studio.changeBy('key_farm'),
    );

    const [updated, created] = await entriesOf({ entity: `task:${task.id}` });
    expect(updated).toEqual({
      id: `task:${task.id}@2`,
      type: 'task.updated',
      at: expect.stringMatching(/Z$/),
      actor: { id: 'key_farm', username: 'farm submitter', ip: '127.0.0.1', requestId: 'req_of_a_test' },
      entity: { kind: 'task', id: task.id },
      projectId: 'SWA',
      revision: 2,
      changes: { artist: { old: 'ann', new: 'sue' }, priority: { old: 'medium', new: 'high' } },
    });
    expect(created).toMatchObject({
      actor: { id: sue.id, username: 'sue' },
      changes: { artist: { old: null, new: 'ann' } },
    });
    expect(JSON.stringify(created?.changes)).not.toContain(ann.id);
  });

  it('have no name for whom nobody knows, nobody for whom there was none, and no revision of what has none', async () => {
    await putRows([
      stored({ entity: 'user', entityId: 'user_x', at: atMinute(1), actor: actorOf('user_000000000000000000000000') }),
      securityAt(atMinute(0), 'user_x', 'security.signInFailed'),
    ]);
    const [changed, failed] = await entriesOf({ entity: 'user:user_x' });
    expect(changed?.actor).toMatchObject({ id: 'user_000000000000000000000000', username: null });
    expect(failed).toMatchObject({
      ...{ id: expect.stringMatching(/^evt_/), projectId: null, revision: null },
      actor: { id: null, username: null, ip: '192.0.2.7' },
      entity: { kind: 'user', id: 'user_x' },
    });
  });

  it('tell of personal data that it changed, and not what it was', async () => {
    await studio.addUser('ann');
    const [entry] = await entriesOf({ type: 'user.created' });
    expect(entry?.changes).toMatchObject({
      username: { old: null, new: '(personal)' },
      role: { old: null, new: 'artist' },
    });
  });
});
