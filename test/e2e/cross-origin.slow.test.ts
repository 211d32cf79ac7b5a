import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { decode, encode } from '@msgpack/msgpack';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Browser, findChromium, openBrowser } from '../../bench/load/browser.ts';
import { close, listen } from '../../local/gateway/listen.ts';
import { stack } from './support/stack.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

const chromium = findChromium();
const why = chromium ? '' : ' (skipped: there is no Chromium in PATH or MONTU_CHROMIUM)';

/** What a page's script has of an answer: nothing but `failed` where the browser keeps it from the page. */
interface Seen {
  status: number;
  headers: Record<string, string>;
  body: ReturnType<typeof JSON.parse>;
  failed?: string;
}

interface Asking {
  headers?: Record<string, string>;
  body?: object;
  /** A body that is sent as it is. */
  bytes?: Uint8Array;
  /** A body of so many bytes. */
  size?: number;
  credentials?: 'include';
}

const messagePack = 'application/vnd.msgpack';
/** What no page of another origin can read, unless the answer says so. */
const toldHeaders = ['etag', 'x-request-id', 'ratelimit', 'ratelimit-policy'];

/** A page of one origin, with the API at another; whether it may, the stage's origins say. */
describe.skipIf(!chromium)(`a page of another origin${why}`, () => {
  let pages: Server;
  let browser: Browser;
  let port: number;
  let hosts: { allowed: string; other: string };
  let api: string;
  let studio: TestStudio;
  let person: Person;
  let taskId: string;
  let restore: () => void;
  /** `OPTIONS /api/v1/tasks`, for each request that reached the API. */
  let reached: string[] = [];

  const note = (message: unknown) => {
    const { request } = message as { request: IncomingMessage };
    if (request.headers.host === new URL(api).host) reached.push(`${request.method} ${request.url}`);
  };
  const channel = 'http.server.request.start';

  /** Opens the page at an address that is an origin of its own. */
  async function open(host: string): Promise<void> {
    await browser.command('Page.navigate', { url: `http://${host}:${port}/` });
    await expect.poll(() => browser.run('location.host + document.readyState')).toBe(`${host}:${port}complete`);
  }

  async function ask(
    method: string,
    path: string,
    { headers, body, bytes, size = 0, credentials }: Asking = {},
  ): Promise<Seen> {
    const sent = bytes ?? (body && Buffer.from(JSON.stringify(body)));
    const options = {
      ...{ method, ...(credentials && { credentials }) },
      headers: {
        authorization: `Bearer ${person.token}`,
        ...((sent || size) && { 'content-type': 'application/json' }),
        ...headers,
      },
    };
    const seen = await browser.run<Omit<Seen, 'body'> & { bytes: number[] }>(`(async () => {
      const body = ${sent || size ? `new Uint8Array(${size || `[${[...(sent ?? [])]}]`})` : 'undefined'};
      const answer = await fetch(${JSON.stringify(api + path)}, { ...${JSON.stringify(options)}, body });
      const bytes = [...new Uint8Array(await answer.arrayBuffer())];
      return { status: answer.status, headers: Object.fromEntries(answer.headers), bytes };
    })().catch((error) => ({ failed: String(error), headers: {}, bytes: [] }))`);
    const answered = Uint8Array.from(seen.bytes);
    const isPacked = seen.headers['content-type'] === messagePack;
    const text = () => Buffer.from(answered).toString();
    return { ...seen, body: isPacked ? decode(answered) : text() && JSON.parse(text()) };
  }

  const newShot = () => `SH-${crypto.randomUUID()}`;

  beforeAll(async () => {
    pages = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Page</p>'));
    port = await listen(pages, 'localhost', 0);
    const address = pages.address() as { address: string };
    // the same page by two names is two origins to a browser
    const [allowed, other] = address.address === '::1' ? ['localhost', '[::1]'] : ['localhost', '127.0.0.1'];
    hosts = { allowed, other };
    [{ url: api }, studio] = await Promise.all([stack(), newStudio()]);
    await studio.project('SHOW');
    person = await studio.person('supervisor', { SHOW: 'supervisor' });
    taskId = (await studio.task('SHOW', 'SH0010')).id;
    // as a stage has it; the functions read their settings once, in this very process
    const { config } = await import('../../shared/platform/config.ts');
    const { MONTU_ORIGINS, MONTU_RATE_LIMITS } = config();
    restore = () => Object.assign(config(), { MONTU_ORIGINS, MONTU_RATE_LIMITS });
    Object.assign(config(), { MONTU_ORIGINS: [`http://${allowed}:${port}`], MONTU_RATE_LIMITS: 'on' });
    subscribe(channel, note);
    browser = await openBrowser(chromium as string, 'about:blank');
  });
  afterAll(async () => {
    unsubscribe(channel, note);
    restore();
    await browser.stop();
    await close(pages, 100);
  });

  it('that is allowed reads and changes, in both formats, with every header that it needs', async () => {
    await open(hosts.allowed);
    const path = `/api/v1/tasks/${taskId}`;
    const read = await ask('GET', path);
    expect(read).toMatchObject({ status: 200, body: { data: { id: taskId } } });
    expect(Object.keys(read.headers)).toEqual(expect.arrayContaining(toldHeaders));

    const ifMatch = (seen: Seen) => ({ 'if-match': seen.headers.etag ?? '' });
    const patched = await ask('PATCH', path, { headers: ifMatch(read), body: { milestoneNote: 'Flickers' } });
    expect(patched).toMatchObject({ status: 200, body: { data: { milestoneNote: 'Flickers' } } });
    const bytes = encode({ milestoneNote: 'Packed' });
    const headers = { ...ifMatch(patched), accept: messagePack, 'content-type': messagePack };
    const packed = await ask('PATCH', path, { headers, bytes });
    expect(packed).toMatchObject({ status: 200, body: { data: { milestoneNote: 'Packed' } } });
    expect(packed.headers['content-type']).toBe(messagePack);

    const key = { 'idempotency-key': crypto.randomUUID() };
    const body = { projectId: 'SHOW', shot: newShot(), task: 'comp' };
    const [first, again] = [
      await ask('POST', '/api/v1/tasks', { headers: key, body }),
      await ask('POST', '/api/v1/tasks', { headers: key, body }),
    ];
    expect([first.status, again.body.data]).toEqual([201, first.body.data]);
    expect(again.headers['idempotency-replayed']).toBe('true');
    const put = await ask('PUT', `/api/v1/tasks/${first.body.data.id}`, {
      ...{ headers: ifMatch(first), body: { ...body, projectId: undefined, priority: 'high' } },
    });
    expect(put).toMatchObject({ status: 200, body: { data: { priority: 'high' } } });
    const gone = await ask('DELETE', `/api/v1/tasks/${first.body.data.id}`, { headers: ifMatch(put) });
    expect(gone.failed).toBeUndefined();
    expect(gone.status).toBeLessThan(300);
  });

  it('that is allowed reads what went wrong, from the edge too', async () => {
    await open(hosts.allowed);
    const headers = { 'if-match': '"1"' };
    const path = `/api/v1/tasks/${taskId}`;
    await person.api('PATCH', `/tasks/${taskId}`, { body: { milestoneNote: 'Earlier' } });
    const stale = await ask('PATCH', path, { headers, body: { milestoneNote: 'Late' } });
    expect(stale).toMatchObject({ status: 412, body: { error: { code: 'VERSION_CONFLICT' } } });
    const packed = await ask('GET', '/api/v1/tasks/none', { headers: { accept: messagePack } });
    expect(packed).toMatchObject({ status: 404, body: { error: { requestId: packed.headers['x-request-id'] } } });
    const cases = [
      [await ask('GET', '/api/v1/auth/me', { headers: { authorization: 'Bearer nonsense' } }), 401],
      [await ask('GET', '/api/v1/nothing'), 404],
      [await ask('DELETE', '/api/v1/projects'), 405],
      [await ask('GET', `${path}?limit=1`), 400],
      [await ask('POST', '/api/v1/tasks', { size: 300 * 1024 }), 413],
      [await ask('POST', '/api/v1/tasks', { size: 6 * 1024 * 1024 }), 413],
    ] as const;
    for (const [seen, status] of cases) {
      expect(seen).toMatchObject({ status, body: { error: { requestId: seen.headers['x-request-id'] } } });
    }
  });

  it('asks first but once: what it may do is remembered', async () => {
    await open(hosts.allowed);
    // of addresses that nobody has asked for
    const { id } = await studio.task('SHOW', newShot());
    const path = `/api/v1/tasks/${id}`;
    await ask('PATCH', path, { body: { milestoneNote: 'One' } });
    reached = [];
    for (const milestoneNote of ['Two', 'Three']) await ask('PATCH', path, { body: { milestoneNote } });
    expect(reached).toEqual([`PATCH ${path}`, `PATCH ${path}`]);
    const elsewhere = `${path}/history`;
    await ask('GET', elsewhere);
    await ask('GET', elsewhere);
    expect(reached.slice(2)).toEqual([`OPTIONS ${elsewhere}`, `GET ${elsewhere}`, `GET ${elsewhere}`]);
  });

  it('has nothing of what a browser knows of the person by itself', async () => {
    await open(hosts.allowed);
    expect(await ask('GET', '/health', { credentials: 'include' })).toMatchObject({ failed: expect.any(String) });
  });

  it('that is not allowed reads nothing, and changes nothing', async () => {
    await open(hosts.other);
    const path = `/api/v1/tasks/${taskId}`;
    reached = [];
    const attempts = [
      await ask('GET', path),
      await ask('PATCH', path, { body: { milestoneNote: 'Stolen' } }),
      await ask('GET', '/api/v1/nothing'),
    ];
    for (const seen of attempts) expect(seen).toMatchObject({ failed: 'TypeError: Failed to fetch', body: '' });
    expect(reached.every((request) => request.startsWith('OPTIONS '))).toBe(true);
    // what needs no asking first is answered, and kept from the page
    const plain = `fetch(${JSON.stringify(`${api}/health`)}).then((answer) => answer.status, String)`;
    expect(await browser.run(plain)).toBe('TypeError: Failed to fetch');
    expect(reached.at(-1)).toBe('GET /health');
    expect((await person.api('GET', `/tasks/${taskId}`)).body.data.milestoneNote).not.toBe('Stolen');
  });
});
