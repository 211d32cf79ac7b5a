import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, it } from 'vitest';
import { viewerRequestCode } from '../../infra/edge/code.ts';
import type { ViewerRequestEvent, ViewerResponse } from '../../infra/edge/viewer-request.ts';
import { errorBody } from '../../shared/contract/envelope.ts';
import { maxBodyBytes } from '../../shared/manifest/edge.ts';

type Handler = (event: ViewerRequestEvent) => ViewerRequestEvent['request'] & ViewerResponse;

let code: string;
let handler: Handler;
beforeAll(() => {
  code = viewerRequestCode('live', ['https://montu.example']);
  handler = runInNewContext(`${code}; handler`);
});

function viewerRequest(uri: string, headers: Record<string, string> = {}): ViewerRequestEvent {
  const fields = Object.entries({ host: 'd111.cloudfront.net', ...headers }).map(([name, value]) => [name, { value }]);
  return {
    context: { requestId: 'EXAMPLE-id_1' },
    viewer: { ip: '203.0.113.7' },
    request: { method: 'GET', uri, querystring: { ticket: { value: 't' } }, headers: Object.fromEntries(fields) },
  };
}
const run = (uri: string, headers?: Record<string, string>) => handler(viewerRequest(uri, headers));

describe('the edge function', () => {
  it('is a script that CloudFront can read: ES5, no modules, 10 KB', () => {
    const withoutTexts = code.replace(/"(?:[^"\\]|\\.)*"/g, '""');
    expect(withoutTexts).not.toMatch(/=>|`|\.\.\.|\?\.|\b(?:const|let|class|import|export|require|of|Symbol)\b/);
    expect(Buffer.byteLength(code)).toBeLessThan(10_240);
  });

  it.each([
    ['/ws/notifications/user_1', 'user:user_1'],
    ['/ws/tasks/SWA', 'project:SWA'],
    ['/ws/tasks/SWA/', 'project:SWA'],
  ])('takes %s to the socket API, with its channel', (uri, channel) => {
    const request = run(uri);
    expect(request.uri).toBe('/live');
    expect(request.querystring).toEqual({ ticket: { value: 't' }, channel: { value: channel } });
  });

  it('takes no channel from the query of a client', () => {
    const event = viewerRequest('/ws/tasks/SWA');
    event.request.querystring.channel = { value: 'user:someone_else' };
    expect(handler(event).querystring.channel).toEqual({ value: 'project:SWA' });
  });

  it.each(['/ws', '/ws/'])('takes %s to the socket API with no channel, not even one that the client names', (uri) => {
    const event = viewerRequest(uri);
    event.request.querystring.channel = { value: 'user:someone_else' };
    const request = handler(event);
    expect(request.uri).toBe('/live');
    expect(request.querystring).toEqual({ ticket: { value: 't' } });
    expect(request.headers['x-montu-address']).toEqual({ value: '203.0.113.7' });
  });

  it.each(['/ws//', '/ws/tasks', '/ws/else/SWA', '/ws/tasks/../SWA', '/ws/tasks/SWA/more'])(
    'knows no socket at %s',
    (uri) => {
      expect(run(uri).statusCode).toBe(404);
    },
  );

  it.each([
    ['/api/v1/tasks/', '/api/v1/tasks'],
    ['/api/v1/tasks', '/api/v1/tasks'],
    ['/wsx/', '/wsx'],
    ['/', '/'],
    ['/docs/', '/docs/index.html'],
    ['/docs/errors/', '/docs/errors/index.html'],
    ['/docs/scalar.js', '/docs/scalar.js'],
    ['/docsy/', '/docsy'],
  ])('takes %s to %s', (uri, target) => {
    expect(run(uri).uri).toBe(target);
  });

  it.each(['/docs', '/docs/errors'])('sends %s to the address with a slash, where relative links hold', (uri) => {
    expect(run(uri)).toMatchObject({ statusCode: 301, headers: { location: { value: `${uri}/` } } });
  });

  it('tells the address of the client, whatever the client says', () => {
    expect(run('/health', { 'x-montu-address': '10.0.0.1' }).headers['x-montu-address']).toEqual({
      value: '203.0.113.7',
    });
  });

  it('lets through the largest body, and none that is larger', () => {
    expect(run('/api/v1/tasks', { 'content-length': String(maxBodyBytes) }).uri).toBe('/api/v1/tasks');
    expect(run('/api/v1/tasks', { 'content-length': String(maxBodyBytes + 1) }).statusCode).toBe(413);
  });

  it('refuses in the envelope of the API', () => {
    const { statusCode, headers, body = '' } = run('/api/v1/tasks', { 'content-length': '7340032' });
    expect(statusCode).toBe(413);
    const { error } = errorBody.parse(JSON.parse(body));
    expect(error).toMatchObject({ code: 'PAYLOAD_TOO_LARGE', requestId: 'req_EXAMPLE-id_1' });
    expect(error.docUrl).toBe('https://d111.cloudfront.net/docs/errors#PAYLOAD_TOO_LARGE');
    expect(headers['content-type']).toEqual({ value: 'application/json' });
    expect(headers['x-request-id']).toEqual({ value: error.requestId });
  });

  it('refuses an address that no API could read', () => {
    const { statusCode, body = '' } = run('/api/v1/tasks/%zz');
    expect(statusCode).toBe(400);
    expect(errorBody.parse(JSON.parse(body)).error.code).toBe('VALIDATION_ERROR');
  });

  it('lets the pages of its origins read what it refuses, and no others', () => {
    const allowed = (origin: string) =>
      run('/api/v1/tasks', { 'content-length': '7340032', origin }).headers['access-control-allow-origin'];
    expect(allowed('https://montu.example')).toEqual({ value: 'https://montu.example' });
    expect(allowed('https://montu.example.evil')).toBeUndefined();
  });

  it('does not fit with more origins than CloudFront has room for', () => {
    const many = Array.from({ length: 400 }, (_, index) => `https://studio-${index}.example`);
    expect(() => viewerRequestCode('live', many)).toThrow('larger than 10240 bytes');
  });
});
