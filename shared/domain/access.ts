import { ApiError, type ErrorDetail, notFound } from '../contract/errors.ts';
import {
  type ClientType,
  type Permission,
  type ProjectRole,
  type Scope,
  type StudioRole,
  studioRoles,
} from '../contract/permissions.ts';

/** Who is asking: a person in a studio, through one session. */
export interface Caller {
  studio: string;
  userId: string;
  username: string;
  role: StudioRole;
  /** The person's role in each project they are a member of. */
  projects: Readonly<Record<string, ProjectRole>>;
  sessionId: string;
  clientType: ClientType;
  /** What an API key may do at most; a person has no such bound. */
  scopes?: readonly Permission[];
}

/** What of somebody decides. */
export type Person = Pick<Caller, 'userId' | 'username' | 'role' | 'projects' | 'scopes'>;

/** What a token or a key proves: whose it is, and from where they ask. */
export type Identity = Pick<Caller, 'studio' | 'userId' | 'sessionId' | 'clientType'>;

/** Somebody who asks through a session, with the rights that they have now. */
export function callerWith({ username, role, projects, scopes }: Person, identity: Identity): Caller {
  const { studio, userId, sessionId, clientType } = identity;
  return { studio, userId, username, role, projects, sessionId, clientType, ...(scopes && { scopes }) };
}

/** What is asked about. Without a project it is the studio itself. */
export interface Resource {
  kind:
    | 'project'
    | 'task'
    | 'import'
    | 'version'
    | 'timeEntry'
    | 'comment'
    | 'message'
    | 'notification'
    | 'user'
    | 'member'
    | 'apiKey'
    | 'featureFlag'
    | 'account'
    | 'audit';
  id: string;
  projectId?: string;
  /** Username of whose task this is. */
  artist?: string;
  /** User id of whose profile, account, inbox, lock, hours, comment or message this is. */
  userId?: string;
  /** Whether it was submitted to the client. */
  submitted?: boolean;
  /** User ids of those who are in it, and whom alone it concerns. */
  participants?: readonly string[];
}

/** How the caller stands to the resource. */
type Relation = 'any' | 'own' | 'submitted' | 'participant';

interface Grant {
  studio?: readonly StudioRole[];
  project?: readonly ProjectRole[];
  /** The grant holds only in this relation; `any` when absent. */
  relation?: Relation;
}

const everyone = studioRoles;
const staff = ['admin', 'supervisor', 'coordinator', 'artist'] as const;

/**
 * Who may do what: a permission is given by any of its grants, and by nothing else. A grant holds for someone with one
 * of its studio roles, or with one of its project roles in the resource's project.
 */
export const accessTable: Readonly<Record<Permission, readonly Grant[]>> = {
  'project.read': [
    {
      studio: ['admin', 'supervisor', 'coordinator'],
      project: ['manager', 'supervisor', 'artist', 'viewer', 'client'],
    },
  ],
  'project.create': [{ studio: ['admin', 'coordinator'] }],
  'project.update': [{ studio: ['admin', 'coordinator'], project: ['manager'] }],
  'project.archive': [{ studio: ['admin'], project: ['manager'] }],
  'task.read': [
    { studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor', 'artist', 'viewer'] },
    { project: ['client'], relation: 'submitted' },
  ],
  'task.history': [
    { studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor', 'artist', 'viewer'] },
  ],
  'task.create': [{ studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor'] }],
  'task.progress': [
    { studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor'] },
    { project: ['artist'], relation: 'own' },
  ],
  'task.update': [{ studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor'] }],
  'task.archive': [{ studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor'] }],
  'task.import': [{ studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor'] }],
  'breakdown.change': [{ studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor'] }],
  'version.read': [
    { studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor', 'artist', 'viewer'] },
    { project: ['client'], relation: 'submitted' },
  ],
  'version.create': [
    { studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor'] },
    { project: ['artist'], relation: 'own' },
  ],
  'version.update': [
    { studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor'] },
    { project: ['artist'], relation: 'own' },
  ],
  'version.review': [{ studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor'] }],
  'version.publish': [
    { studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor'] },
    { project: ['artist'], relation: 'own' },
  ],
  'version.unlock': [
    { studio: ['admin', 'supervisor'], project: ['manager', 'supervisor'] },
    { studio: ['coordinator'], project: ['artist'], relation: 'own' },
  ],
  'version.submit': [{ studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor'] }],
  'timeEntry.read': [
    { studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor'] },
    { studio: everyone, relation: 'own' },
  ],
  'timeEntry.create': [
    { studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor'] },
    { project: ['artist'], relation: 'own' },
  ],
  'timeEntry.change': [
    { studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor'] },
    { project: ['artist'], relation: 'own' },
  ],
  'comment.read': [
    { studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor', 'artist', 'viewer'] },
  ],
  'comment.create': [{ studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor', 'artist'] }],
  'comment.update': [
    {
      studio: ['admin', 'supervisor', 'coordinator'],
      project: ['manager', 'supervisor', 'artist'],
      relation: 'own',
    },
  ],
  'comment.delete': [
    { studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor'] },
    { project: ['artist'], relation: 'own' },
  ],
  'path.read': [
    { studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor', 'artist', 'viewer'] },
  ],
  'message.read': [{ studio: staff, relation: 'participant' }],
  'message.create': [{ studio: staff }],
  'message.change': [{ studio: staff, relation: 'own' }],
  'account.own': [{ studio: everyone, relation: 'own' }],
  'notification.own': [{ studio: everyone, relation: 'own' }],
  'notification.create': [{ studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor'] }],
  'user.read': [{ studio: staff }, { studio: everyone, relation: 'own' }],
  'user.create': [{ studio: ['admin'] }],
  'user.profile': [{ studio: ['admin'] }, { studio: everyone, relation: 'own' }],
  'user.update': [{ studio: ['admin'] }],
  'user.deactivate': [{ studio: ['admin'] }],
  'user.password': [{ studio: ['admin'] }],
  'user.personalData': [{ studio: ['admin'] }, { studio: everyone, relation: 'own' }],
  'user.erase': [{ studio: ['admin'] }],
  'member.read': [
    { studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor', 'artist', 'viewer'] },
  ],
  'member.change': [{ studio: ['admin', 'coordinator'], project: ['manager'] }],
  'apiKey.read': [{ studio: ['admin'] }],
  'apiKey.create': [{ studio: ['admin'] }],
  'apiKey.revoke': [{ studio: ['admin'] }],
  'featureFlag.read': [{ studio: ['admin'] }],
  'featureFlag.change': [{ studio: ['admin'] }],
  'audit.read': [{ studio: ['admin'] }],
};

function stands(caller: Person, relation: Relation, resource: Resource): boolean {
  if (relation === 'any') return true;
  if (relation === 'submitted') return resource.submitted === true;
  if (relation === 'participant') return resource.participants?.includes(caller.userId) ?? false;
  // an API key has no work of its own, whatever its name
  const isArtist = !caller.scopes && resource.artist === caller.username;
  return isArtist || resource.userId === caller.userId;
}

/** Whether the caller may do that to this resource. */
export function can(caller: Person, permission: Permission, resource: Resource): boolean {
  if (caller.scopes && !caller.scopes.includes(permission)) return false;
  const projectRole = resource.projectId === undefined ? undefined : caller.projects[resource.projectId];
  return accessTable[permission].some(
    ({ studio, project, relation = 'any' }) =>
      (studio?.includes(caller.role) || (projectRole !== undefined && project?.includes(projectRole))) &&
      stands(caller, relation, resource),
  );
}

/** Whether the caller could do that to some resource: what is refused before anything is read. */
export function couldEver(caller: Caller, permission: Permission): boolean {
  if (caller.scopes && !caller.scopes.includes(permission)) return false;
  const projectRoles = Object.values(caller.projects);
  return accessTable[permission].some(
    ({ studio, project }) => studio?.includes(caller.role) || projectRoles.some((role) => project?.includes(role)),
  );
}

const readPermission = {
  project: 'project.read',
  task: 'task.read',
  import: 'task.import',
  version: 'version.read',
  timeEntry: 'timeEntry.read',
  comment: 'comment.read',
  message: 'message.read',
  notification: 'notification.own',
  user: 'user.read',
  member: 'member.read',
  apiKey: 'apiKey.read',
  featureFlag: 'featureFlag.read',
  account: 'account.own',
  audit: 'audit.read',
} as const satisfies Record<Resource['kind'], Permission>;

/** Whoever works on tasks or members sees them, and the project they are in: scopes with what they need. */
export function withImplied(scopes: readonly Scope[]): Scope[] {
  const needed = scopes.flatMap((scope): Scope[] => {
    const [kind] = scope.split('.');
    if (kind === 'task' || kind === 'path' || kind === 'breakdown') return ['project.read', 'task.read'];
    if (kind === 'version') return ['project.read', 'task.read', 'version.read'];
    if (kind === 'timeEntry') return ['project.read', 'task.read', 'timeEntry.read'];
    if (kind === 'comment') return ['project.read', 'task.read', 'comment.read'];
    if (kind === 'member') return ['project.read', 'member.read'];
    return kind === 'project' ? ['project.read'] : [];
  });
  return [...new Set([...scopes, ...needed])];
}

/**
 * Refuses what the caller may not do.
 * @throws NOT_FOUND for what they may not see, FORBIDDEN for what they may see but not do that to.
 */
export function authorize(
  caller: Caller,
  permission: Permission,
  resource: Resource,
  details: ErrorDetail[] = [],
): void {
  if (can(caller, permission, resource)) return;
  const isKnown = permission.endsWith('.create') || ['audit', 'apiKey', 'featureFlag'].includes(resource.kind);
  if (isKnown || can(caller, readPermission[resource.kind], resource)) {
    throw new ApiError('FORBIDDEN', `You may not do that (${permission}) with this ${resource.kind}.`, { details });
  }
  throw notFound(resource.kind, resource.id);
}
