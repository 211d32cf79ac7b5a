import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { folders } from '../../../local/postman/folders.ts';
import { collectionPath, renderCollection } from '../../../local/postman/write.ts';
import { allOperations } from '../../../shared/contract/index.ts';
import { routePath } from '../../../shared/contract/operation.ts';

interface Request {
  method: string;
  url: { raw: string; path: string[] };
  body?: { raw: string };
}
interface Folder {
  name: string;
  item: { name: string; event: { listen: string; script: { exec: string[] } }[]; request: Request }[];
}

const collection = JSON.parse(renderCollection()) as { item: Folder[] };
const items = collection.item.flatMap(({ item }) => item);
const requested = ({ method, url }: Request) => `${method} /${url.path.join('/')}`;

/** What readers look for by its name, by folder. */
const wanted = [
  ['Authentication', 'Login Success', 'Login Invalid Credentials', 'Token Refresh Success', 'Token Refresh Expired'],
  ['Authentication', 'Logout'],
  ['Projects', 'List Projects (Pagination)', 'Get Project Details', 'Create Project (Valid)', 'Update Project'],
  ['Projects', 'Create Project (Invalid Data)', 'Delete Project'],
  ['Tasks', 'List Tasks (All Filters)', 'Get Task Details', 'Create Task', 'Update Task Status', 'Task Search'],
  ['Tasks', 'Bulk Task Operations'],
  ['Notifications', 'List Notifications', 'Create Notification', 'Mark as Read', 'WebSocket Connection'],
  ['Notifications', 'Real-time Updates'],
  ['Error Scenarios', '400 Bad Request', '401 Unauthorized', '403 Forbidden', '404 Not Found', '429 Too Many Requests'],
  ['Error Scenarios', '500 Internal Error: never for what was sent'],
];

describe('the Postman collection', () => {
  it('is the one in the docs (npm run docs:postman)', () => {
    expect(readFileSync(collectionPath, 'utf8')).toBe(renderCollection());
  });

  it.each(allOperations)('asks for $id', ({ method, path, root }) => {
    const route = routePath({ path, ...(root && { root }) }).replace(/\{\w+\}/g, '[^/]+');
    expect(items.map(({ request }) => requested(request))).toContainEqual(
      expect.stringMatching(new RegExp(`^${method} ${route}$`)),
    );
  });

  it('names each request once in its folder, and each has assertions', () => {
    for (const { name, item } of collection.item) {
      expect(new Set(item.map((one) => one.name)).size, name).toBe(item.length);
    }
    for (const { name, event } of items) {
      const tests = event.filter(({ listen }) => listen === 'test').flatMap(({ script }) => script.exec);
      expect(tests.join('\n'), name).toContain('pm.test(');
    }
  });

  it.each(wanted)('has in %s: %s', (folder, ...names) => {
    const found = collection.item.filter(({ name }) => name.startsWith(folder)).flatMap(({ item }) => item);
    expect(found.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    for (const { name, event } of found.filter((one) => names.includes(one.name))) {
      const tests = event.filter(({ listen }) => listen === 'test').flatMap(({ script }) => script.exec);
      expect(tests.join('\n'), name).toMatch(/pm\.(response\.to|expect)/);
    }
  });

  it('uses no variable before it is kept, but those that the rest has no value for', () => {
    const known = new Set(['baseUrl', 'studio', 'username', 'artist', 'client', 'password', '$guid']);
    for (const { name } of folders) {
      for (const one of collection.item.find((folder) => folder.name === name)?.item ?? []) {
        const scripts = (listen: string) =>
          one.event.filter((event) => event.listen === listen).flatMap(({ script }) => script.exec);
        const keepAll = (lines: string[]) => {
          for (const [, variable = ''] of lines.join('\n').matchAll(/collectionVariables\.set\('(\w+)'/g))
            known.add(variable);
        };
        keepAll(scripts('prerequest'));
        for (const [, variable = ''] of JSON.stringify(one.request).matchAll(/\{\{([\w$]+)\}\}/g)) {
          expect([...known], `${name} / ${one.name}`).toContain(variable);
        }
        keepAll(scripts('test'));
      }
    }
  });
});
