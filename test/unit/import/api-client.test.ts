import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ApiClient } from '../../../local/import/api-client.ts';
import { importDatabase } from '../../../local/import/import-database.ts';
import { mapDatabase } from '../../../local/import/map-database.ts';

interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}
type Route = (request: IncomingMessage, body: Record<string, unknown>) => Reply;

let server: Server;
let url: string;
let routes: Record<string, Route>;
let seen: string[];

const fail = (status: number, code: string, details: object[] = []): Reply => ({
  status,
  body: { error: { code, message: `${code} happened`, details } },
  headers: { 'retry-after': '0' },
});
const answer = (data: unknown, etag = '"1"'): Reply => ({ status: 200, body: { data }, headers: { etag } });
const tokens = (number: number, expiresIn = 3_600): Reply => ({
  status: 200,
  body: { accessToken: `access${number}`, tokenType: 'bearer', expiresIn, refreshToken: `refresh${number}` },
});

beforeEach(async () => {
  seen = [];
  routes = { 'POST /auth/login': () => tokens(1) };
  server = createServer(async (request, response) => {
    const key = `${request.method} ${request.url?.replace('/api/v1', '')}`;
    seen.push(key);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const reply = routes[key]?.(request, text ? JSON.parse(text) : {}) ?? fail(404, 'NOT_FOUND');
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(reply.body === undefined ? undefined : JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => server.close());

async function signedIn(): Promise<ApiClient> {
  const api = new ApiClient(url);
  await api.signIn({ username: 'admin', password: 'secret', studio: 'demo' });
  return api;
}

/** Answers with each of the replies in turn, the last one from then on. */
const inTurn = (...replies: Reply[]): Route => {
  return () => (replies.length > 1 ? replies.shift() : replies[0]) as Reply;
};

describe('ApiClient', () => {
  it('says in one sentence that signing in was refused, and does not try again', async () => {
    routes['POST /auth/login'] = () => fail(401, 'UNAUTHENTICATED');
    await expect(signedIn()).rejects.toThrow('Signing in as admin was refused: UNAUTHENTICATED happened');
    expect(seen).toHaveLength(1);
  });

  it('says in one sentence that the API is not there', async () => {
    const nobody = new ApiClient('http://127.0.0.1:1');
    await expect(nobody.signIn({ username: 'admin', password: 'x' })).rejects.toThrow(/127.0.0.1:1.* does not answer/);
  });

  it('waits and repeats when it is told to slow down or that the API is not available', async () => {
    routes['GET /tasks/a'] = inTurn(fail(429, 'RATE_LIMITED'), fail(503, 'UNAVAILABLE'), answer({ id: 'a' }, '"4"'));
    const api = await signedIn();
    expect(await api.get('/tasks/a')).toEqual({ data: { id: 'a' }, etag: '"4"' });
    expect(seen.filter((key) => key === 'GET /tasks/a')).toHaveLength(3);
  });

  it('gives undefined for what is not there, and throws the details of any other no', async () => {
    const api = await signedIn();
    expect(await api.get('/tasks/none')).toBeUndefined();
    routes['POST /tasks'] = () =>
      fail(400, 'VALIDATION_ERROR', [{ field: 'status', message: 'no', suggestion: 'One of: a' }]);
    await expect(api.create('/tasks', {})).rejects.toThrow('VALIDATION_ERROR happened; status: no (One of: a)');
  });

  it('refreshes a token that has expired, once for all that wait', async () => {
    routes['GET /tasks/a'] = (request) =>
      request.headers.authorization === 'Bearer access2' ? answer({ id: 'a' }) : fail(401, 'TOKEN_EXPIRED');
    routes['POST /auth/refresh'] = (_, body) =>
      body.refreshToken === 'refresh1' ? tokens(2) : fail(401, 'UNAUTHENTICATED');
    const api = await signedIn();
    await Promise.all([api.get('/tasks/a'), api.get('/tasks/a'), api.get('/tasks/a')]);
    expect(seen.filter((key) => key === 'POST /auth/refresh')).toHaveLength(1);
  });

  it('refreshes ahead of the end', async () => {
    routes['POST /auth/login'] = () => tokens(1, 0);
    routes['POST /auth/refresh'] = () => tokens(2);
    routes['GET /tasks/a'] = (request) => answer({ token: request.headers.authorization });
    const api = await signedIn();
    expect((await api.get('/tasks/a'))?.data).toEqual({ token: 'Bearer access2' });
  });
});

describe('importDatabase', () => {
  const plan = () => mapDatabase([], [{ _id: 'a', project: 'SWA', shot: 's', task: 'comp', status: 'review' }], []);
  const options = { dryRun: false, progress: () => undefined };
  const existing = { id: 'a', projectId: 'SWA', shot: 's', task: 'comp', status: 'not_started', revision: 3 };

  it('changes only what differs, with the tag that was read, and reads again when it is stale', async () => {
    const sent: unknown[] = [];
    routes['GET /projects/SWA'] = () => answer({});
    routes['PATCH /projects/SWA'] = () => answer({ revision: 2 });
    routes['GET /tasks/a'] = inTurn(answer(existing, '"3"'), answer({ ...existing, artist: 'kim' }, '"4"'));
    routes['PATCH /tasks/a'] = (request, body) => {
      sent.push([request.headers['if-match'], body]);
      return request.headers['if-match'] === '"4"'
        ? answer({ ...existing, revision: 5 })
        : fail(412, 'VERSION_CONFLICT');
    };
    const result = await importDatabase(await signedIn(), plan(), options);
    expect(sent).toEqual([
      ['"3"', { status: 'review' }],
      ['"4"', { status: 'review' }],
    ]);
    expect(result).toMatchObject({ changed: [{ record: 'SWA' }, { record: 'a' }], failures: [] });
  });

  it('writes nothing in a dry run, but tells what it would', async () => {
    const result = await importDatabase(await signedIn(), plan(), { ...options, dryRun: true });
    expect(result.created).toEqual(['SWA', 'a']);
    expect(seen.filter((key) => !key.startsWith('GET'))).toEqual(['POST /auth/login']);
  });

  it('names a record that fails with the reason of the API, and its tasks with it', async () => {
    routes['POST /projects'] = () => fail(403, 'FORBIDDEN');
    const result = await importDatabase(await signedIn(), plan(), options);
    expect(result.failures).toEqual([
      { record: 'SWA', why: 'FORBIDDEN happened' },
      { record: 'a', why: 'its project SWA did not get in' },
    ]);
    expect(seen).not.toContain('POST /tasks');
  });

  it('does not touch a task of another project that has the same id', async () => {
    routes['GET /projects/SWA'] = () => answer({});
    routes['PATCH /projects/SWA'] = () => answer({ revision: 2 });
    routes['GET /tasks/a'] = () => answer({ ...existing, projectId: 'RGD' });
    const result = await importDatabase(await signedIn(), plan(), options);
    expect(result.failures).toEqual([{ record: 'a', why: expect.stringContaining('RGD') }]);
  });
});
