import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { ApiError } from '../../../shared/contract/errors.ts';
import { etagOf } from '../../../shared/contract/etag.ts';
import { operation } from '../../../shared/contract/operation.ts';
import { page } from '../../../shared/contract/primitives.ts';
import { noteRefusal, noteUse } from '../../../shared/data/security-trail.ts';
import type { Caller, Resource } from '../../../shared/domain/access.ts';
import { authenticate } from '../../../shared/http/authenticate.ts';
import { defineEndpoint } from '../../../shared/http/define-endpoint.ts';
import { logger } from '../../../shared/platform/logger.ts';
import { makeCaller } from '../../support/caller.ts';
import { setEnvironment } from '../../support/environment.ts';
import { captureLogs } from '../../support/logs.ts';
import { send } from '../../support/requests.ts';

setEnvironment();
vi.mock('../../../shared/http/authenticate.ts', () => ({ authenticate: vi.fn() }));
vi.mock('../../../shared/data/security-trail.ts', () => ({
  noteRefusal: vi.fn(async () => {}),
  noteUse: vi.fn(async () => {}),
}));

const signIn = (fields?: Partial<Caller>) => vi.mocked(authenticate).mockResolvedValue(makeCaller(fields));

const thing = z.object({ id: z.string(), revision: z.int() }).meta({ id: 'Thing' });
const common = { domain: 'things', method: 'GET', path: '/things', summary: 'A throwaway' } as const;
const getThing = operation({
  ...{ ...common, id: 'getThing', access: 'public' },
  answer: { kind: 'item', status: 200, data: thing, etag: (data: { revision: number }) => etagOf(data.revision) },
});
const listThings = operation({
  ...{ ...common, id: 'listThings', access: 'public', query: z.strictObject(page) },
  answer: { kind: 'list', status: 200, data: thing },
});
const putThing = operation({
  ...{ ...common, id: 'putThing', method: 'PUT', access: 'task.update' },
  body: z.strictObject({ name: z.string().min(1) }),
  answer: { kind: 'item', status: 200, data: thing },
});
/** More than is declared, as a careless handler might have it from the table. */
const careless = { id: 'a', revision: 3, passwordHash: 'secret' };
const stored: { id: string; revision: number } = careless;

let logs: ReturnType<typeof captureLogs>;
beforeEach(() => {
  signIn();
  logs = captureLogs();
});
afterEach(() => logs.restore());

describe('an answer', () => {
  it('has nothing that is not declared, whatever the handler had in hand', async () => {
    const one = await send(defineEndpoint(getThing, async () => stored));
    const many = await send(defineEndpoint(listThings, async () => ({ items: [stored, stored] })));
    expect(one.body).toMatchObject({ data: { id: 'a', revision: 3 } });
    expect(many.body).toMatchObject({ data: [{ id: 'a' }, { id: 'a' }] });
    expect(JSON.stringify([one, many])).not.toContain('secret');
  });

  it('is made once of what cannot change, and each time of what can', async () => {
    const isFine = vi.fn(() => true);
    const checked = operation({
      ...{ ...common, id: 'listChecked', access: 'public', query: z.strictObject(page) },
      answer: { kind: 'list', status: 200, data: thing.refine(isFine) },
    });
    const list = (items: (typeof stored)[]) => send(defineEndpoint(checked, async () => ({ items })));
    const frozen = Object.freeze({ ...careless });
    for (const _ of [1, 2])
      expect((await list([frozen, stored])).body.data).toEqual(Array(2).fill({ id: 'a', revision: 3 }));
    expect(isFine).toHaveBeenCalledTimes(3);
  });

  it('is wrapped, with the request it belongs to', async () => {
    const { status, headers, body } = await send(
      defineEndpoint(getThing, async () => stored),
      { headers: { 'X-Request-Id': 'my-request-1' } },
    );
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-request-id': 'my-request-1',
    });
    expect(body).toEqual({
      data: { id: 'a', revision: 3 },
      meta: { requestId: 'my-request-1', timestamp: expect.stringMatching(/^\d{4}-.*Z$/), apiVersion: 'v1' },
    });
  });

  it('of a list tells of the next page, and only then', async () => {
    const withMore = defineEndpoint(listThings, async () => ({ items: [stored], nextCursor: 'c', total: 7 }));
    const atEnd = defineEndpoint(listThings, async () => ({ items: [], nextCursor: undefined }));
    expect((await send(withMore, { query: 'limit=1' })).body.pagination).toEqual({
      ...{ limit: 1, nextCursor: 'c', hasMore: true, total: 7 },
    });
    expect((await send(atEnd)).body.pagination).toEqual({ limit: 50, hasMore: false });
  });

  it('that does not fit its declaration does not leave', async () => {
    const broken = defineEndpoint(getThing, async () => ({ id: 'a', revision: 1.5 }));
    expect(await send(broken)).toMatchObject({ status: 500, body: { error: { code: 'INTERNAL' } } });
  });

  it('without a body has none', async () => {
    const empty = operation({ ...common, id: 'e', access: 'public', answer: { kind: 'empty', status: 204 } });
    const { status, body, headers } = await send(defineEndpoint(empty, async () => undefined));
    expect({ status, body }).toEqual({ status: 204, body: undefined });
    expect(headers).not.toHaveProperty('content-type');
  });
});

describe('an entity tag', () => {
  const handler = defineEndpoint(getThing, async () => stored);

  it('comes with the entity, and answers 304 to whoever has it', async () => {
    expect((await send(handler)).headers.etag).toBe('"3"');
    for (const tag of ['"3"', 'W/"3"', '"1", "3"', '*']) {
      const { status, body, headers } = await send(handler, { headers: { 'If-None-Match': tag } });
      expect({ status, body, etag: headers.etag }).toEqual({
        ...{ status: 304, body: undefined, etag: tag.startsWith('W/') ? 'W/"3"' : '"3"' },
      });
      expect(headers).toMatchObject({ 'x-request-id': expect.any(String), vary: 'Accept, Accept-Encoding, Origin' });
    }
    expect((await send(handler, { headers: { 'If-None-Match': '"2"' } })).status).toBe(200);
  });

  it('is no reason to leave out the answer to a change', async () => {
    const change = operation({ ...getThing, id: 'changeThing', method: 'POST' });
    const changed = defineEndpoint(change, async () => stored);
    expect((await send(changed, { headers: { 'If-None-Match': '"3"' } })).status).toBe(200);
  });
});

describe('a handler that needs a permission', () => {
  const body = { name: 'a' };
  const allowing = (resource: Resource) =>
    defineEndpoint(putThing, async ({ allow }) => {
      allow(resource);
      return stored;
    });
  const task = { kind: 'task', id: 't', projectId: 'SWA' } as const;

  it('answers when it has asked, and the caller may', async () => {
    signIn({ role: 'coordinator' });
    expect((await send(allowing(task), { body })).status).toBe(200);
  });

  it('answers nothing when it has not asked', async () => {
    signIn({ role: 'admin' });
    const forgetful = defineEndpoint(putThing, async () => stored);
    const { status, body: answered } = await send(forgetful, { body });
    expect({ status, answered }).toMatchObject({ status: 500, answered: { error: { code: 'INTERNAL' } } });
    expect(JSON.stringify(answered)).not.toContain('permission');
    expect(logs.text()).toContain('answered without asking permission');
  });

  it('is not reached by roles that can never do it', async () => {
    const handle = vi.fn();
    signIn({ projects: { SWA: 'artist' } });
    const { status, body: answered } = await send(defineEndpoint(putThing, handle), { body });
    expect({ status, answered }).toMatchObject({ status: 403, answered: { error: { code: 'FORBIDDEN' } } });
    expect(handle).not.toHaveBeenCalled();
  });

  it('refuses what this caller may not see as not there', async () => {
    signIn({ projects: { RGD: 'supervisor' } });
    expect(await send(allowing(task), { body })).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } });
    signIn({ projects: { RGD: 'supervisor', SWA: 'viewer' } });
    expect(await send(allowing(task), { body })).toMatchObject({ status: 403 });
  });

  it('gets what its events need', async () => {
    signIn({ role: 'admin' });
    const handle = vi.fn(async ({ allow }: { allow: (resource: typeof task) => void }) => {
      allow(task);
      return stored;
    });
    await send(defineEndpoint(putThing, handle), {
      body,
      headers: { 'X-Request-Id': 'my-request-1', 'If-Match': '"7"', 'Montu-After': 'a@1,b@2' },
    });
    expect(handle).toHaveBeenCalledWith(
      expect.objectContaining({
        ...{ body, ifMatch: 7, mustSee: ['a', 'b'], ip: '192.0.2.7', requestId: 'my-request-1' },
        change: {
          studio: 'demo',
          actor: { userId: 'user_ann', requestId: 'my-request-1', ip: '192.0.2.7' },
        },
      }),
    );
  });

  it('is not reached without a sign-in, nor by input that is not accepted', async () => {
    const handle = vi.fn();
    vi.mocked(authenticate).mockRejectedValueOnce(new ApiError('UNAUTHENTICATED', 'Sign in first'));
    expect((await send(defineEndpoint(putThing, handle), { body: {} })).status).toBe(401);
    signIn({ role: 'admin' });
    expect((await send(defineEndpoint(putThing, handle), { body: {} })).status).toBe(400);
    expect(handle).not.toHaveBeenCalled();
  });
});

describe('what is put down beside', () => {
  const body = { name: 'a' };
  const task = { kind: 'task', id: 't', projectId: 'SWA' } as const;
  const handler = defineEndpoint(putThing, async ({ allow }) => {
    allow(task);
    return stored;
  });
  const key = { userId: 'key_1', clientType: 'service', scopes: ['task.read', 'task.update'] } as const;
  const never = () => new Promise<void>(() => {});

  beforeEach(() => {
    vi.mocked(noteRefusal).mockClear();
    vi.mocked(noteUse).mockClear();
  });

  it('is who was refused what, from where', async () => {
    signIn({ projects: { RGD: 'supervisor', SWA: 'viewer' } });
    expect((await send(handler, { body, headers: { 'X-Request-Id': 'my-request-1' } })).status).toBe(403);
    expect(noteRefusal).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ studio: 'demo', userId: 'user_ann' }),
      { operation: 'putThing', resource: task },
      { userId: 'user_ann', requestId: 'my-request-1', ip: '192.0.2.7' },
    );
  });

  it('is a refusal at the door too', async () => {
    signIn();
    expect((await send(handler, { body })).status).toBe(403);
    const refused = { operation: 'putThing', resource: undefined };
    expect(noteRefusal).toHaveBeenCalledExactlyOnceWith(expect.anything(), refused, expect.anything());
  });

  it('is nothing of what was done, not found, wrong, or asked by nobody', async () => {
    signIn({ role: 'admin' });
    expect((await send(handler, { body })).status).toBe(200);
    expect((await send(handler, { body: {} })).status).toBe(400);
    signIn({ projects: { RGD: 'supervisor' } });
    expect((await send(handler, { body })).status).toBe(404);
    vi.mocked(authenticate).mockRejectedValueOnce(new ApiError('UNAUTHENTICATED', 'Sign in first'));
    expect((await send(handler, { body })).status).toBe(401);
    expect(noteRefusal).not.toHaveBeenCalled();
    expect(noteUse).not.toHaveBeenCalled();
  });

  it('is the use of an API key, whatever came of it', async () => {
    for (const [role, status] of [
      ['admin', 200],
      ['artist', 403],
    ] as const) {
      vi.mocked(noteUse).mockClear();
      signIn({ ...key, role });
      expect((await send(handler, { body })).status).toBe(status);
      expect(noteUse).toHaveBeenCalledExactlyOnceWith(
        expect.objectContaining({ userId: 'key_1' }),
        expect.objectContaining({ userId: 'key_1', ip: '192.0.2.7' }),
      );
    }
  });

  it('is waited for, but not long', async () => {
    signIn({ ...key, role: 'admin' });
    let done = false;
    vi.mocked(noteUse).mockImplementationOnce(async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      done = true;
    });
    await send(handler, { body });
    expect(done).toBe(true);

    vi.mocked(noteUse).mockImplementationOnce(never);
    vi.mocked(noteRefusal).mockImplementationOnce(never);
    const before = performance.now();
    expect((await send(handler, { body })).status).toBe(200);
    signIn();
    expect((await send(handler, { body })).status).toBe(403);
    expect(performance.now() - before).toBeLessThan(3_000);
  });
});

describe('the log', () => {
  const level = logger.getLevelName();
  afterEach(() => logger.setLogLevel(level));

  it('has a line of each request, and no credential that was sent or answered', async () => {
    logger.setLogLevel('TRACE');
    signIn({ role: 'admin' });
    const secret = 'montu_ZGVtby9rZXlfMQ_secret';
    const createThing = operation({
      ...{ ...putThing, id: 'createThing', method: 'POST' },
      answer: { kind: 'item', status: 201, data: thing.extend({ secret: z.string() }) },
    });
    const headers = { Authorization: `Bearer ${secret}` };
    const create = defineEndpoint(createThing, async ({ allow }) => {
      allow({ kind: 'task', id: 't' });
      return { ...stored, secret };
    });
    const broken = defineEndpoint(createThing, async () => {
      throw new Error('Broken');
    });
    const created = await send<{ data: { secret: string } }>(create, { body: { name: secret }, headers });
    expect([created.status, created.body.data.secret]).toEqual([201, secret]);
    expect((await send(broken, { body: { name: secret }, headers })).status).toBe(500);
    expect((await send(create, { body: { [secret]: secret }, headers })).status).toBe(400);
    const lines = logs.lines().filter(({ operation: id }) => id === 'createThing');
    expect(lines.map(({ status }) => status)).toEqual([201, 500, 400]);
    expect(logs.text()).not.toContain('secret');
  });
});
