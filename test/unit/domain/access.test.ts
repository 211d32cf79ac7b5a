import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Permission,
  permissions,
  projectRoles,
  scopes,
  studioRoles,
} from '../../../shared/contract/permissions.ts';
import { accessTable, authorize, can, couldEver, type Resource } from '../../../shared/domain/access.ts';
import { mayHear } from '../../../shared/domain/channels.ts';
import { makeCaller } from '../../support/caller.ts';

type Who = (typeof studioRoles)[number] | `${(typeof projectRoles)[number]}@project`;

const everyone: Who[] = [...studioRoles, ...projectRoles.map((role) => `${role}@project` as const)];
/** Whoever is signed in has a studio role, whatever they are in projects. */
const studioWide = everyone;

/** Who may do it to anything at all (in the studio, or in a project of theirs), written from the product's words. */
const expected: Record<Permission, { always: Who[]; own?: Who[]; submitted?: Who[] }> = {
  'project.read': {
    always: [
      ...(['admin', 'supervisor', 'coordinator'] as const),
      ...(['manager@project', 'supervisor@project', 'artist@project', 'viewer@project', 'client@project'] as const),
    ],
  },
  'project.create': { always: ['admin', 'coordinator'] },
  'project.update': { always: ['admin', 'coordinator', 'manager@project'] },
  'project.archive': { always: ['admin', 'manager@project'] },
  'task.read': {
    always: [
      ...(['admin', 'supervisor', 'coordinator'] as const),
      ...(['manager@project', 'supervisor@project', 'artist@project', 'viewer@project'] as const),
    ],
    submitted: ['client@project'],
  },
  'task.history': {
    always: [
      ...(['admin', 'supervisor', 'coordinator'] as const),
      ...(['manager@project', 'supervisor@project', 'artist@project', 'viewer@project'] as const),
    ],
  },
  'path.read': {
    always: [
      ...(['admin', 'supervisor', 'coordinator'] as const),
      ...(['manager@project', 'supervisor@project', 'artist@project', 'viewer@project'] as const),
    ],
  },
  'task.create': { always: ['admin', 'supervisor', 'coordinator', 'manager@project', 'supervisor@project'] },
  'task.progress': {
    always: ['admin', 'supervisor', 'coordinator', 'manager@project', 'supervisor@project'],
    own: ['artist@project'],
  },
  'task.update': { always: ['admin', 'supervisor', 'coordinator', 'manager@project', 'supervisor@project'] },
  'task.archive': { always: ['admin', 'supervisor', 'coordinator', 'manager@project', 'supervisor@project'] },
  'notification.create': { always: ['admin', 'supervisor', 'coordinator', 'manager@project', 'supervisor@project'] },
  'task.import': { always: ['admin', 'supervisor', 'coordinator', 'manager@project', 'supervisor@project'] },
  'breakdown.change': { always: ['admin', 'supervisor', 'coordinator', 'manager@project', 'supervisor@project'] },
  'timeEntry.read': {
    always: ['admin', 'supervisor', 'coordinator', 'manager@project', 'supervisor@project'],
    own: studioWide,
  },
  'timeEntry.create': {
    always: ['admin', 'supervisor', 'coordinator', 'manager@project', 'supervisor@project'],
    own: ['artist@project'],
  },
  'timeEntry.change': {
    always: ['admin', 'supervisor', 'coordinator', 'manager@project', 'supervisor@project'],
    own: ['artist@project'],
  },
  'comment.read': {
    always: [
      ...(['admin', 'supervisor', 'coordinator'] as const),
      ...(['manager@project', 'supervisor@project', 'artist@project', 'viewer@project'] as const),
    ],
  },
  'comment.create': {
    always: ['admin', 'supervisor', 'coordinator', 'manager@project', 'supervisor@project', 'artist@project'],
  },
  'comment.update': {
    always: [],
    own: ['admin', 'supervisor', 'coordinator', 'manager@project', 'supervisor@project', 'artist@project'],
  },
  'comment.delete': {
    always: ['admin', 'supervisor', 'coordinator', 'manager@project', 'supervisor@project'],
    own: ['artist@project'],
  },
  'version.read': {
    always: [
      ...(['admin', 'supervisor', 'coordinator'] as const),
      ...(['manager@project', 'supervisor@project', 'artist@project', 'viewer@project'] as const),
    ],
    submitted: ['client@project'],
  },
  'version.create': {
    always: ['admin', 'supervisor', 'coordinator', 'manager@project', 'supervisor@project'],
    own: ['artist@project'],
  },
  'version.update': {
    always: ['admin', 'supervisor', 'coordinator', 'manager@project', 'supervisor@project'],
    own: ['artist@project'],
  },
  'version.review': { always: ['admin', 'supervisor', 'coordinator', 'manager@project', 'supervisor@project'] },
  'version.publish': {
    always: ['admin', 'supervisor', 'coordinator', 'manager@project', 'supervisor@project'],
    own: ['artist@project'],
  },
  'version.unlock': {
    always: ['admin', 'supervisor', 'manager@project', 'supervisor@project'],
    own: ['coordinator', 'artist@project'],
  },
  'version.submit': { always: ['admin', 'supervisor', 'coordinator', 'manager@project', 'supervisor@project'] },
  'message.read': { always: [], own: ['admin', 'supervisor', 'coordinator', 'artist'] },
  'message.create': { always: ['admin', 'supervisor', 'coordinator', 'artist'] },
  'message.change': { always: [], own: ['admin', 'supervisor', 'coordinator', 'artist'] },
  'notification.own': { always: [], own: studioWide },
  'account.own': { always: [], own: studioWide },
  'user.read': { always: ['admin', 'supervisor', 'coordinator', 'artist'], own: studioWide },
  'user.create': { always: ['admin'] },
  'user.profile': { always: ['admin'], own: studioWide },
  'user.update': { always: ['admin'] },
  'user.deactivate': { always: ['admin'] },
  'user.password': { always: ['admin'] },
  'user.personalData': { always: ['admin'], own: studioWide },
  'user.erase': { always: ['admin'] },
  'member.read': {
    always: [
      ...(['admin', 'supervisor', 'coordinator'] as const),
      ...(['manager@project', 'supervisor@project', 'artist@project', 'viewer@project'] as const),
    ],
  },
  'member.change': { always: ['admin', 'coordinator', 'manager@project'] },
  'apiKey.read': { always: ['admin'] },
  'apiKey.create': { always: ['admin'] },
  'apiKey.revoke': { always: ['admin'] },
  'featureFlag.read': { always: ['admin'] },
  'featureFlag.change': { always: ['admin'] },
  'audit.read': { always: ['admin'] },
};

/** A caller with just one role: of the studio, or (as a client, who has nothing by that) of the project. */
function callerWith(who: Who) {
  const [role, inProject] = who.split('@');
  return inProject
    ? makeCaller({ role: 'client', projects: { SWA: role as (typeof projectRoles)[number] } })
    : makeCaller({ role: role as (typeof studioRoles)[number] });
}

const strange: Resource = { kind: 'task', id: 't', projectId: 'SWA', artist: 'bob', submitted: false };
const cases = permissions.flatMap((permission) => everyone.map((who) => [permission, who] as const));

describe('the access table', () => {
  it.each(cases)('%s for %s', (permission, who) => {
    const caller = callerWith(who);
    const { always, own = [], submitted = [] } = expected[permission];
    const isPersonal = /^(account\.|notification\.own|user\.|message\.)/.test(permission);
    const one: Resource = isPersonal ? { kind: 'user', id: 'n', userId: 'bob', participants: ['bob'] } : strange;
    const mine = isPersonal
      ? { userId: caller.userId, participants: ['bob', caller.userId] }
      : { artist: caller.username };
    expect({
      anything: can(caller, permission, one),
      own: can(caller, permission, { ...one, ...mine }),
      submitted: can(caller, permission, { ...one, submitted: true }),
    }).toEqual({
      anything: always.includes(who),
      own: always.includes(who) || own.includes(who),
      submitted: always.includes(who) || submitted.includes(who),
    });
  });

  it('gives nothing in a project by a role in another', () => {
    for (const role of projectRoles) {
      const caller = makeCaller({ projects: { RGD: role } });
      // what an artist of the studio has by that
      const others = permissions.filter(
        (name) => ![...expected[name].always, ...(expected[name].own ?? [])].includes('artist'),
      );
      for (const permission of others) {
        expect(can(caller, permission, { ...strange, artist: caller.username, submitted: true })).toBe(false);
      }
    }
  });
});

const callers = fc
  .record({
    role: fc.constantFrom(...studioRoles),
    projects: fc.dictionary(fc.constantFrom('SWA', 'RGD'), fc.constantFrom(...projectRoles)),
  })
  .map(makeCaller);
const resources = fc.record(
  {
    kind: fc.constantFrom('project' as const, 'task' as const, 'notification' as const),
    id: fc.constant('x'),
    projectId: fc.constantFrom('SWA', 'RGD', 'toString'),
    artist: fc.constantFrom('ann', 'bob'),
    userId: fc.constantFrom('user_ann', 'user_bob'),
    submitted: fc.boolean(),
  },
  { requiredKeys: ['kind', 'id'] },
);

describe('whoever asks for whatever', () => {
  it('needs a grant that names a role of theirs', () => {
    fc.assert(
      fc.property(callers, resources, fc.constantFrom(...permissions), (caller, resource, permission) => {
        const grants = accessTable[permission];
        const projectRole = new Map(Object.entries(caller.projects)).get(resource.projectId ?? '');
        const named = grants.some(
          ({ studio = [], project = [] }) =>
            studio.includes(caller.role) || (projectRole !== undefined && project.includes(projectRole)),
        );
        if (can(caller, permission, resource)) expect(named).toBe(true);
      }),
    );
  });

  it('is never refused at the door what they could do to something', () => {
    fc.assert(
      fc.property(callers, resources, fc.constantFrom(...permissions), (caller, resource, permission) => {
        if (can(caller, permission, resource)) expect(couldEver(caller, permission)).toBe(true);
      }),
    );
  });

  it('is told that there is nothing, unless they may see it', () => {
    const read = { project: 'project.read', task: 'task.read', notification: 'notification.own' } as const;
    fc.assert(
      fc.property(callers, resources, fc.constantFrom(...permissions), (caller, resource, permission) => {
        let code = 'none';
        try {
          authorize(caller, permission, resource);
        } catch (error) {
          code = (error as { code: string }).code;
        }
        if (can(caller, permission, resource)) expect(code).toBe('none');
        else if (permission.endsWith('.create')) expect(code).toBe('FORBIDDEN');
        else
          expect(code).toBe(
            can(caller, read[resource.kind as keyof typeof read], resource) ? 'FORBIDDEN' : 'NOT_FOUND',
          );
      }),
    );
  });
});

describe('an API key', () => {
  it('can do what both its scopes and its roles allow, and nothing else', () => {
    fc.assert(
      fc.property(
        callers,
        resources,
        fc.constantFrom(...permissions),
        fc.subarray([...scopes]),
        (caller, resource, permission, given) => {
          const key = { ...caller, scopes: given };
          // whose name is on the work makes no difference to a key
          const { artist: _, ...nobodys } = resource;
          const both = can(caller, permission, nobodys) && (given as Permission[]).includes(permission);
          expect(can(key, permission, resource)).toBe(both);
          if (both) expect(couldEver(key, permission)).toBe(true);
        },
      ),
    );
  });
});

describe('an API key named after somebody', () => {
  it('has none of their tasks', () => {
    const artist = makeCaller({ projects: { SWA: 'artist' } });
    const task: Resource = { kind: 'task', id: 't', projectId: 'SWA', artist: artist.username };
    expect(can(artist, 'task.progress', task)).toBe(true);
    expect(can({ ...artist, scopes: ['task.progress'] }, 'task.progress', task)).toBe(false);
  });
});

describe('refusals', () => {
  const artist = makeCaller({ projects: { SWA: 'artist' } });

  it('are FORBIDDEN for what one may see', () => {
    expect(() => authorize(artist, 'task.update', strange)).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
    expect(() => authorize(artist, 'task.progress', strange)).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
  });

  it('are NOT_FOUND for what one may not see, in the words for what is not there', () => {
    const stranger = makeCaller({ projects: { RGD: 'manager' } });
    expect(() => authorize(stranger, 'task.update', strange)).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND', message: 'There is no task "t" here.' }),
    );
    const client = makeCaller({ role: 'client', projects: { SWA: 'client' } });
    expect(() => authorize(client, 'task.read', strange)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    expect(() => authorize(client, 'task.read', { ...strange, submitted: true })).not.toThrow();
  });
});

describe('who may hear a channel', () => {
  it.each([
    ['user:user_ann', 'artist@project', true],
    ['user:user_bob', 'admin', false],
    ['project:SWA', 'artist@project', true],
    ['project:SWA', 'viewer@project', true],
    ['project:SWA', 'coordinator', true],
    ['project:SWA', 'client@project', false],
    ['project:SWA', 'artist', false],
    ['project:RGD', 'manager@project', false],
    ['project:SWA:x', 'manager@project', false],
    ['studio:demo', 'admin', false],
    ['user', 'admin', false],
    ['', 'admin', false],
  ] as const)('%s, %s: %s', (channel, who, hears) => {
    expect(mayHear(callerWith(who), channel)).toBe(hears);
  });
});
