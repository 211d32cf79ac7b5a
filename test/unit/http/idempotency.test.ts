import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { allOperations } from '../../../shared/contract/index.ts';
import { operation, takesIdempotencyKey } from '../../../shared/contract/operation.ts';
import { type Once, once } from '../../../shared/data/idempotency.ts';
import { authenticate } from '../../../shared/http/authenticate.ts';
import { defineEndpoint } from '../../../shared/http/define-endpoint.ts';
import { makeCaller } from '../../support/caller.ts';
import { setEnvironment } from '../../support/environment.ts';
import { captureLogs } from '../../support/logs.ts';
import { send } from '../../support/requests.ts';

setEnvironment();
vi.mock('../../../shared/http/authenticate.ts', () => ({ authenticate: vi.fn() }));
vi.mock('../../../shared/data/idempotency.ts', () => ({ once: vi.fn() }));

const addPerson = operation({
  ...{ id: 'addPerson', domain: 'people', method: 'POST', path: '/people', summary: 'A throwaway', access: 'signedIn' },
  query: z.strictObject({ dryRun: z.stringbool().default(false) }),
  body: z.strictObject({ name: z.string(), role: z.string().default('artist'), newPassword: z.string().optional() }),
  answer: { kind: 'item', status: 201, data: z.object({ id: z.string() }) },
  uses: ['tableWrite'],
});
const handle = vi.fn(async () => ({ id: 'a' }));
const add = (body: object, key: string | undefined = 'k', query = '') =>
  send(defineEndpoint(addPerson, handle), {
    ...{ method: 'POST', path: '/people', body, query },
    headers: key === undefined ? {} : { 'Idempotency-Key': key },
  });

let first: ReturnType<typeof vi.fn<Once['first']>>;
let settle: ReturnType<typeof vi.fn<Once['settle']>>;
let logs: ReturnType<typeof captureLogs>;
beforeEach(() => {
  vi.clearAllMocks();
  first = vi.fn(async () => undefined);
  settle = vi.fn(async () => undefined);
  vi.mocked(authenticate).mockResolvedValue(makeCaller());
  vi.mocked(once).mockReturnValue({ first, settle, kept: vi.fn(), claim: vi.fn(), release: vi.fn() });
  logs = captureLogs();
});
afterEach(() => logs.restore());

const fingerprints = () => vi.mocked(once).mock.calls.map(([{ fingerprint }]) => fingerprint);

it('an Idempotency-Key is for every POST that changes something, but not for what answers with a secret', () => {
  const taking = allOperations.filter(takesIdempotencyKey).map(({ id }) => id as string);
  expect(taking).toEqual(expect.arrayContaining(['createTask', 'bulkTasks', 'restoreTask', 'createProject']));
  for (const id of [
    'login',
    'refreshTokens',
    'logout',
    'createWebsocketTicket',
    'createApiKey',
    'updateTask',
    'getTask',
  ])
    expect(taking).not.toContain(id);
});

describe('a repetition', () => {
  it('is what means the same, whatever its spelling', async () => {
    await add({ name: 'Ann' });
    await add({ role: 'artist', name: 'Ann' });
    await add({ name: 'Bob' });
    await add({ name: 'Ann' }, 'k', 'dryRun=false');
    const [ann, same, bob, again] = fingerprints();
    expect(same).toBe(ann);
    expect(again).toBe(ann);
    expect(bob).not.toBe(ann);
  });

  it('is not known by its password, of which no hash is kept that is quick to make', async () => {
    await add({ name: 'Ann', newPassword: 'one' });
    await add({ name: 'Ann', newPassword: 'two' });
    expect(new Set(fingerprints()).size).toBe(1);
  });

  it('gets the first answer, and does nothing', async () => {
    first.mockResolvedValueOnce({ answer: { id: 'the first' } });
    const { status, headers, body } = await add({ name: 'Ann' });
    expect({ status, data: body.data, replayed: headers['idempotency-replayed'] }).toEqual({
      ...{ status: 201, data: { id: 'the first' }, replayed: 'true' },
    });
    expect(handle).not.toHaveBeenCalled();
  });

  it('at the same time gets it too, whether or not it found something to do', async () => {
    settle.mockResolvedValueOnce({ answer: { id: 'the first' } });
    expect((await add({ name: 'Ann' })).body.data).toEqual({ id: 'the first' });
    handle.mockRejectedValueOnce(new Error('Refused, since it is there already'));
    first.mockResolvedValueOnce(undefined).mockResolvedValueOnce({ answer: { id: 'the first' } });
    expect((await add({ name: 'Ann' })).body.data).toEqual({ id: 'the first' });
  });
});

describe('a first request', () => {
  it('has its answer kept', async () => {
    const { headers } = await add({ name: 'Ann' });
    expect(settle).toHaveBeenCalledWith({ id: 'a' });
    expect(headers).not.toHaveProperty('idempotency-replayed');
  });

  it('that fails can be sent again', async () => {
    handle.mockRejectedValueOnce(new Error('broken'));
    expect((await add({ name: 'Ann' })).status).toBe(500);
    expect(settle).not.toHaveBeenCalled();
  });

  it('without a key, or for a trial, is as ever', async () => {
    await send(defineEndpoint(addPerson, handle), { method: 'POST', body: { name: 'Ann' } });
    await add({ name: 'Ann' }, 'k', 'dryRun=true');
    expect(handle).toHaveBeenCalledTimes(2);
    expect(once).not.toHaveBeenCalled();
  });

  it.each(['', 'x'.repeat(256), 'a\u0007b', 'a\nb'])('with a key that is none is refused (%j)', async (key) => {
    expect(await add({ name: 'Ann' }, key)).toMatchObject({
      ...{ status: 400, body: { error: { details: [{ field: 'Idempotency-Key' }] } } },
    });
    expect(handle).not.toHaveBeenCalled();
  });
});
