import { describe, expect, it } from 'vitest';
import { fileName, routePath } from '../../../shared/contract/operation.ts';
import { methodsAt } from '../../../shared/contract/routes.ts';

describe('the methods at an address', () => {
  it.each([
    ['/api/v1/projects', ['GET', 'POST', 'OPTIONS']],
    ['/api/v1/projects/', ['GET', 'POST', 'OPTIONS']],
    ['/api/v1/projects/SWA', ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']],
    ['/api/v1/projects/SWA/restore', ['POST', 'OPTIONS']],
    ['/api/v1/tasks/ep00_sq0010%20sh0020', ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']],
    ['/health', ['GET', 'OPTIONS']],
    ['/api/v2/projects', ['GET', 'POST', 'OPTIONS']],
    ['/api/v0/projects/SWA', ['GET', 'PATCH', 'DELETE', 'OPTIONS']],
    ['/api/v0/stats', ['GET', 'OPTIONS']],
    ['/api/v0/tasks/bulk-update', ['GET', 'PATCH', 'DELETE', 'OPTIONS']],
    ['/.well-known/jwks.json', ['GET', 'OPTIONS']],
  ])('%s has %j', (path, methods) => {
    expect([...methodsAt(path)].sort()).toEqual([...methods].sort());
    expect(methodsAt(path).at(-1)).toBe('OPTIONS');
  });

  it.each([
    '/',
    '/api/v1',
    '/api/v3/projects',
    '/api/v0/users',
    '/api/v1/stats',
    '/api/v1/health',
    '/projects',
    '/api/v1/projects/SWA/restore/x',
    '/api/v1/projects//restore',
    '/Xwell-known/jwks.json',
    '/.well-known/jwksXjson',
    '/api/v1/projects//',
  ])('%s has none', (path) => {
    expect(methodsAt(path)).toEqual([]);
  });
});

describe('what follows from an operation', () => {
  it('is its route and its file', () => {
    expect(routePath({ path: '/tasks/{taskId}' })).toBe('/api/v1/tasks/{taskId}');
    expect(routePath({ path: '/tasks/{taskId}' }, 'v2')).toBe('/api/v2/tasks/{taskId}');
    expect(routePath({ path: '/health', root: true }, 'v2')).toBe('/health');
    expect(fileName('createWebsocketTicket')).toBe('create-websocket-ticket');
    expect(fileName('login')).toBe('login');
  });
});
