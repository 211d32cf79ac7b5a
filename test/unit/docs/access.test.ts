import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { accessPagePath, renderAccessPage } from '../../../local/docs/access-page.ts';
import { allOperations } from '../../../shared/contract/index.ts';
import { permissions, projectRoles, scopes, studioRoles } from '../../../shared/contract/permissions.ts';
import { can } from '../../../shared/domain/access.ts';
import { makeCaller } from '../../support/caller.ts';

const page = renderAccessPage();
const cellsOf = (name: string) => {
  const line = page.split('\n').find((one) => one.startsWith(`| \`${name}\``)) ?? '';
  return line
    .split('|')
    .slice(2, -1)
    .map((cell) => cell.trim());
};

describe('the page of who may do what', () => {
  it('is the one in the docs (npm run docs:access)', () => {
    expect(readFileSync(accessPagePath, 'utf8')).toBe(page);
  });

  it.each(permissions)('says of %s what is decided', (permission) => {
    const anything = { kind: 'task', id: 'x', projectId: 'SWA' } as const;
    const decided = (role: { studio?: (typeof studioRoles)[number]; project?: (typeof projectRoles)[number] }) => {
      // nobody has this role: only the one in the project counts
      const studio = role.studio ?? ('none' as (typeof studioRoles)[number]);
      const caller = makeCaller({ role: studio, projects: role.project ? { SWA: role.project } : {} });
      if (can(caller, permission, anything)) return 'yes';
      if (can(caller, permission, { ...anything, submitted: true })) return 'submitted';
      if (can(caller, permission, { ...anything, participants: [caller.userId] })) return 'in it';
      return can(caller, permission, { ...anything, userId: caller.userId }) ? 'own' : '';
    };
    expect(cellsOf(permission)).toEqual([
      ...studioRoles.map((studio) => decided({ studio })),
      ...projectRoles.map((project) => decided({ project })),
      (scopes as readonly string[]).includes(permission) ? 'scope' : '',
    ]);
  });

  it.each(allOperations)('says of $id what it asks for', ({ id, method, path, access }) => {
    const [request, rule] = cellsOf(id);
    expect(request).toMatch(new RegExp(`^\`${method} .*${path.replace(/[{}.]/g, '\\$&')}\`$`));
    const words = { public: 'anyone', signedIn: 'anyone who is signed in' };
    expect(rule).toBe(words[access as keyof typeof words] ?? `\`${access}\``);
  });
});
