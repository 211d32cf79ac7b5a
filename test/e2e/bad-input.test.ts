import { describe, expect, it } from 'vitest';
import { type Answer, type Call, call } from './support/api.ts';
import { setUp } from './support/set-up.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

let studio: TestStudio;
let admin: Person;
let taskId: string;

setUp(async () => {
  studio = await newStudio();
  admin = studio.admin;
  await studio.project('SHOW');
  taskId = (await studio.task('SHOW', 'SH0010')).id;
});

/** Every refusal has the one shape, a request id that the header repeats, and nothing of our insides. */
function expectRefusal(answer: Answer, status: number, code: string): void {
  expect({ status: answer.status, code: answer.body.error?.code }).toEqual({ status, code });
  const { error } = answer.body;
  expect(error.requestId).toBe(answer.headers.get('x-request-id'));
  expect(error.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(error.docUrl).toMatch(new RegExp(`/docs/errors#${code}$`));
  expect(error.details).toBeInstanceOf(Array);
  expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\.ts:\d+|at async|DynamoDB|Zod/);
}

const fieldsOf = ({ body }: Answer) =>
  body.error.details.map(({ field, code }: Record<string, string>) => [field, code]);
const patch = (options: Omit<Call, 'token'>) => admin.api('PATCH', `/tasks/${taskId}`, options);

describe('a body', () => {
  it('with unknown fields is refused, with what was probably meant', async () => {
    const answer = await patch({ body: { stauts: 'review', priority: 'high', frameRange: { begin: 1 } } });
    expectRefusal(answer, 400, 'VALIDATION_ERROR');
    expect(fieldsOf(answer)).toEqual(
      expect.arrayContaining([
        ['stauts', 'UNKNOWN_FIELD'],
        ['frameRange.begin', 'UNKNOWN_FIELD'],
      ]),
    );
    expect(answer.body.error.details[0].suggestion).toEqual(expect.any(String));
  });

  it.each([
    ['a number for text', { shot: 5 }, 'shot', 'INVALID_TYPE'],
    ['text for a number', { actualTimeLogged: '3 h' }, 'actualTimeLogged', 'INVALID_TYPE'],
    ['a list for an object', { frameRange: [1, 2] }, 'frameRange', 'INVALID_TYPE'],
    ['too much', { shot: 'x'.repeat(101) }, 'shot', 'TOO_LONG'],
    ['less than nothing', { actualTimeLogged: -1 }, 'actualTimeLogged', 'OUT_OF_RANGE'],
    ['a date in words', { deadline: 'next week' }, 'deadline', 'INVALID_FORMAT'],
    ['control characters', { milestoneNote: 'a\u0000b' }, 'milestoneNote', 'INVALID_FORMAT'],
    ['a line break in a line', { artist: 'a\nb' }, 'artist', 'INVALID_FORMAT'],
    ['a path that climbs', { shot: '..' }, 'shot', 'INVALID_FORMAT'],
    ['a path with separators', { sequence: '../../etc' }, 'sequence', 'INVALID_FORMAT'],
    ['an end before the start', { frameRange: { start: 10, end: 5 } }, 'frameRange.end', 'OUT_OF_RANGE'],
    ['an enum it is none of', { type: 'shoot' }, 'type', 'INVALID_VALUE'],
    ['nothing for what must be', { shot: null }, 'shot', 'REQUIRED_FIELD'],
  ])('with %s is refused by its field', async (_, body, field, code) => {
    const answer = await patch({ body });
    expectRefusal(answer, 400, 'VALIDATION_ERROR');
    expect(fieldsOf(answer)).toContainEqual([field, code]);
  });

  it('names all wrong fields at once', async () => {
    const answer = await admin.api('POST', '/tasks', { body: { type: 'x', task: 5, bogus: 1 } });
    expectRefusal(answer, 400, 'VALIDATION_ERROR');
    const fields = fieldsOf(answer).map(([field]: string[]) => field);
    expect(fields.sort()).toEqual(['bogus', 'projectId', 'shot', 'task', 'type']);
  });

  it.each([
    ['broken JSON', { raw: '{"status":' }, 400, 'MALFORMED_BODY'],
    ['nothing', { raw: '' }, 400, 'MALFORMED_BODY'],
    ['no object', { raw: '"text"' }, 400, 'VALIDATION_ERROR'],
    ['null', { raw: 'null' }, 400, 'VALIDATION_ERROR'],
    ['a key that reaches the prototype', { raw: '{"__proto__":{"admin":true}}' }, 400, 'MALFORMED_BODY'],
    ['that key deep inside', { raw: '{"frameRange":{"__proto__":{}}}' }, 400, 'MALFORMED_BODY'],
    ['40,000 levels', { raw: `{"labels":${'['.repeat(40_000)}${']'.repeat(40_000)}}` }, 400, 'MALFORMED_BODY'],
    ['300,000 values', { raw: `{"labels":[${'1,'.repeat(100_000)}1]}` }, 413, 'PAYLOAD_TOO_LARGE'],
    ['XML', { raw: '<status/>', headers: { 'content-type': 'text/xml' } }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'a form',
      { raw: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['7 MB', { raw: JSON.stringify({ milestoneNote: 'x'.repeat(7 * 1024 * 1024) }) }, 413, 'PAYLOAD_TOO_LARGE'],
  ])('that is %s is refused', async (_, options, status, code) => {
    expectRefusal(await patch(options), status, code);
  });

  it('may be a merge patch by its own media type', async () => {
    const headers = { 'content-type': 'application/merge-patch+json; charset=utf-8' };
    expect((await patch({ body: { milestoneNote: 'fine' }, headers })).status).toBe(200);
  });

  it('that was refused has changed nothing', async () => {
    const before = (await admin.api('GET', `/tasks/${taskId}`)).body.data;
    await patch({ body: { status: 'review', priority: 'nonsense' } });
    expect((await admin.api('GET', `/tasks/${taskId}`)).body.data).toEqual(before);
  });
});

describe('a query', () => {
  it.each([
    ['an unknown parameter', 'projectId=SHOW&statsu=review', 'statsu', 'UNKNOWN_FIELD'],
    ['archived tasks of no project', 'archived=true', 'projectId', 'REQUIRED_FIELD'],
    ['nobody’s tasks of no project', 'artist=me,unassigned', 'projectId', 'REQUIRED_FIELD'],
    ['an order that there is not', 'projectId=SHOW&sort=colour', 'sort', 'INVALID_VALUE'],
    ['a moment that is none', 'projectId=SHOW&deadlineBefore=tomorrow', 'deadlineBefore', 'INVALID_FORMAT'],
    ['a limit of nothing', 'projectId=SHOW&limit=0', 'limit', 'OUT_OF_RANGE'],
    ['a limit that is no number', 'projectId=SHOW&limit=many', 'limit', 'INVALID_TYPE'],
    ['half an item', 'projectId=SHOW&limit=1.5', 'limit', 'INVALID_TYPE'],
    ['an id that is none', 'projectId=../SHOW', 'projectId', 'INVALID_FORMAT'],
    ['a made-up cursor', 'projectId=SHOW&cursor=abc', 'cursor', 'INVALID_VALUE'],
  ])('with %s is refused', async (_, query, field, code) => {
    const answer = await admin.api('GET', `/tasks?${query}`);
    expectRefusal(answer, 400, 'VALIDATION_ERROR');
    expect(fieldsOf(answer)).toEqual([[field, code]]);
    expect(answer.body.error.details[0].suggestion ?? 'said in the message').toEqual(expect.any(String));
  });

  it('may ask for more than there is in a page', async () => {
    const { body } = await admin.api('GET', '/tasks?projectId=SHOW&limit=1000');
    expect(body.pagination.limit).toBe(100);
  });

  it('cannot use a cursor of another query or person, nor one that was tampered with', async () => {
    for (const shot of ['SH0020', 'SH0030']) await studio.task('SHOW', shot);
    const supervisor = await studio.person('supervisor');
    const firstCursor = async () => {
      const { body } = await admin.api('GET', '/tasks?projectId=SHOW&limit=1');
      return body.pagination.nextCursor as string | undefined;
    };
    // the index is up to two seconds late
    await expect.poll(firstCursor, { timeout: 5_000 }).toEqual(expect.any(String));
    const cursor = (await firstCursor()) as string;
    const tampered = `${cursor.slice(0, -2)}${cursor.at(-2) === 'A' ? 'B' : 'A'}${cursor.at(-1)}`;
    const attempts = [
      admin.api('GET', `/tasks?projectId=SHOW&status=review&cursor=${cursor}`),
      admin.api('GET', `/tasks?projectId=SHOW&cursor=${tampered}`),
      admin.api('GET', `/projects?cursor=${cursor}`),
      supervisor.api('GET', `/tasks?projectId=SHOW&cursor=${cursor}`),
    ];
    for (const answer of await Promise.all(attempts)) {
      expectRefusal(answer, 400, 'VALIDATION_ERROR');
      expect(fieldsOf(answer)).toEqual([['cursor', 'INVALID_VALUE']]);
    }
  });
});

describe('a header', () => {
  it('If-Match that is no tag of ours, or stale, is refused', async () => {
    expectRefusal(await patch({ body: { status: 'review' }, headers: { 'if-match': 'abc' } }), 400, 'VALIDATION_ERROR');
    await patch({ body: { status: 'review' } });
    expectRefusal(await patch({ body: { status: 'final' }, headers: { 'if-match': '"1"' } }), 412, 'VERSION_CONFLICT');
  });

  it('Montu-After that is none is refused', async () => {
    const answer = await admin.api('GET', '/tasks?projectId=SHOW', { headers: { 'montu-after': 'what' } });
    expectRefusal(answer, 400, 'VALIDATION_ERROR');
    expect(fieldsOf(answer)).toEqual([['Montu-After', 'INVALID_FORMAT']]);
  });

  it('X-Request-Id is kept when it is sane, and replaced when it is not', async () => {
    const own = await call('GET', '/health', { headers: { 'x-request-id': 'render-farm:42/a'.replace('/', '.') } });
    expect(own.headers.get('x-request-id')).toBe('render-farm:42.a');
    const bad = await call('GET', '/health', { headers: { 'x-request-id': '<script>' } });
    expect(bad.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{24}$/);
  });
});

describe('an address', () => {
  it('that is none is a 404, one with another method a 405 that says which', async () => {
    expectRefusal(await call('GET', '/api/v1/nothing'), 404, 'NOT_FOUND');
    expectRefusal(await call('GET', '/api/v9/tasks'), 404, 'NOT_FOUND');
    const wrong = await admin.api('DELETE', '/projects');
    expectRefusal(wrong, 405, 'METHOD_NOT_ALLOWED');
    expect(wrong.headers.get('allow')).toBe('GET, POST, OPTIONS');
    expect(wrong.body.error.message).toContain('GET, POST');
    const asked = await call('OPTIONS', '/api/v1/projects');
    expect([asked.status, asked.headers.get('allow')]).toEqual([204, 'GET, POST, OPTIONS']);
    expectRefusal(await call('OPTIONS', '/api/v1/nothing'), 404, 'NOT_FOUND');
    // which decodes to one that is
    expectRefusal(await call('GET', '/api/v1/projects%2FSWA'), 404, 'NOT_FOUND');
  });

  it('that is none is answered with the one that was probably meant', async () => {
    const { error } = (await call('DELETE', `/api/v1/taks/${taskId}`)).body;
    expect(error.details).toEqual([
      expect.objectContaining({ field: 'path', suggestion: 'Did you mean DELETE /api/v1/tasks/{taskId}?' }),
    ]);
  });

  it('of something that is not there is a 404, a climbing one is refused', async () => {
    expectRefusal(await admin.api('GET', '/tasks/nothing'), 404, 'NOT_FOUND');
    expectRefusal(await admin.api('GET', '/tasks/..%2F..%2Fetc'), 400, 'VALIDATION_ERROR');
    expectRefusal(await admin.api('GET', '/projects/%00'), 400, 'VALIDATION_ERROR');
    expectRefusal(await admin.api('GET', '/projects/S%23rival'), 400, 'VALIDATION_ERROR');
  });

  it('in another studio is a 404, even to its admin', async () => {
    const { admin: rival } = await newStudio();
    expectRefusal(await rival.api('GET', `/tasks/${taskId}`), 404, 'NOT_FOUND');
    expectRefusal(await rival.api('PATCH', `/tasks/${taskId}`, { body: { status: 'review' } }), 404, 'NOT_FOUND');
    expectRefusal(await rival.api('GET', '/projects/SHOW'), 404, 'NOT_FOUND');
    expectRefusal(await rival.api('GET', '/tasks?projectId=SHOW'), 404, 'NOT_FOUND');
  });
});

describe('a token', () => {
  const me = (authorization?: string) =>
    call('GET', '/api/v1/auth/me', { headers: authorization === undefined ? {} : { authorization } });

  it('that is missing, forged or of another kind is refused, with a challenge', async () => {
    const [head, payload, signature] = admin.token.split('.') as [string, string, string];
    const other = Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), sub: 'user_x' }),
    );
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url');
    const attempts = [
      undefined,
      '',
      'Basic YTpi',
      'Bearer',
      `Bearer ${admin.refreshToken}`,
      `Bearer ${head}.${payload}`,
      `Bearer ${head}.${other.toString('base64url')}.${signature}`,
      `Bearer ${none}.${payload}.`,
      `Bearer ${head}.${payload}.${signature.slice(0, -4)}AAAA`,
      `Bearer ${'x'.repeat(5_000)}`,
    ];
    for (const attempt of attempts) {
      const answer = await me(attempt);
      expectRefusal(answer, 401, 'UNAUTHENTICATED');
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    }
  });

  it('that is past its end is told apart', async () => {
    const { signAccessToken } = await import('../../shared/platform/jwt.ts');
    const { signer } = await import('../../shared/data/signing.ts');
    const { config } = await import('../../shared/platform/config.ts');
    const claims = { sub: admin.id, studio: studio.name, roles: ['admin' as const], clientType: 'web' as const };
    const expired = await signAccessToken(
      { ...claims, sid: admin.sessionId },
      { signer: await signer(), issuer: config().MONTU_PUBLIC_URL, lifeSeconds: -61 },
    );
    expectRefusal(await me(`Bearer ${expired}`), 401, 'TOKEN_EXPIRED');
  });
});

describe('a page of another origin', () => {
  it('may ask what it may do, and reads errors too', async () => {
    const headers = { origin: 'https://board.example', 'access-control-request-method': 'PATCH' };
    const preflight = await call('OPTIONS', `/api/v1/tasks/${taskId}`, { headers });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://board.example');
    expect(preflight.headers.get('access-control-allow-methods')).toBe('GET, POST, PUT, PATCH, DELETE');
    expect(preflight.headers.get('access-control-allow-headers')).toContain('If-Match');
    const refused = await call('GET', '/api/v1/auth/me', { headers });
    expect(refused.headers.get('access-control-allow-origin')).toBe('https://board.example');
    expect(refused.headers.get('access-control-expose-headers')).toContain('ETag');
    expect(refused.headers.get('vary')).toContain('Origin');
  });
});
