import { describe, expect, it } from 'vitest';
import { allOperations } from '../../../shared/contract/index.ts';
import { routePath } from '../../../shared/contract/operation.ts';
import { nearestRoute, noSuchAddress } from '../../../shared/http/nearest-route.ts';

describe('the address that was meant', () => {
  it.each([
    ['GET', '/api/v1/task', 'listTasks'],
    ['POST', '/api/v1/Tasks', 'createTask'],
    ['GET', '/api/v1/taks/ep01_sq0010', 'getTask'],
    ['PATCH', '/api/v1/task/ep01_sq0010', 'updateTask'],
    ['GET', '/api/v1/tasks/ep01/comment', 'listComments'],
    ['GET', '/tasks', 'listTasks'],
    ['GET', '/v1/tasks', 'listTasks'],
    ['GET', '/api/tasks', 'listTasks'],
    ['GET', '/api/v1/tasks/ep01/owner', 'getTask'],
    ['POST', '/api/v1/login', 'login'],
    ['GET', '/api/v1/openapi.yaml', 'getOpenapi'],
  ])('by %s %s is %s', (method, path, id) => {
    expect(nearestRoute(method, path)?.id).toBe(id);
  });

  it.each(['/', '/favicon.ico', '/wp-admin/setup.php', '/api/v1/', '/api/v1/x/y/z', `/${'a/'.repeat(5_000)}`])(
    'is none for %.30s',
    (path) => {
      expect(nearestRoute('GET', path)).toBeUndefined();
      expect(noSuchAddress('GET', path).details).toMatchObject([{ suggestion: 'All addresses are at /docs' }]);
    },
  );

  it.each(allOperations)('that $id is at is its own', (operation) => {
    expect(nearestRoute(operation.method, routePath(operation).replace(/\{\w+\}/g, 'some_id'))).toBe(operation);
  });
});
