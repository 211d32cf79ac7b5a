import { ApiError, notFound } from '../contract/errors.ts';
import type { ClientType, Permission, ProjectRole, StudioRole } from '../contract/permissions.ts';

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
}

/** What of somebody decides. */
export type Person = Pick<Caller, 'userId' | 'username' | 'role' | 'projects'>;

/** What is asked about. Without a project it is the studio itself. */
export interface Resource {
  kind: 'project' | 'task' | 'notification';
  id: string;
  projectId?: string;
  /** Username of whose task this is. */
  artist?: string;
  /** User id of whose inbox this is. */
  userId?: string;
  /** Whether it was submitted to the client. */
  submitted?: boolean;
}

/** How the caller stands to the resource. */
type Relation = 'any' | 'own' | 'submitted';

interface Grant {
  studio?: readonly StudioRole[];
  project?: readonly ProjectRole[];
  /** The grant holds only in this relation; `any` when absent. */
  relation?: Relation;
}

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
  'task.create': [{ studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor'] }],
  'task.progress': [
    { studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor'] },
    { project: ['artist'], relation: 'own' },
  ],
  'task.update': [{ studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor'] }],
  'task.archive': [{ studio: ['admin', 'supervisor', 'coordinator'], project: ['manager', 'supervisor'] }],
  'notification.own': [{ studio: ['admin', 'supervisor', 'coordinator', 'artist', 'client'], relation: 'own' }],
};

function stands(caller: Person, relation: Relation, resource: Resource): boolean {
  if (relation === 'any') return true;
  if (relation === 'submitted') return resource.submitted === true;
  return resource.artist === caller.username || resource.userId === caller.userId;
}

/** Whether the caller may do that to this resource. */
export function can(caller: Person, permission: Permission, resource: Resource): boolean {
  const projectRole = resource.projectId === undefined ? undefined : caller.projects[resource.projectId];
  return accessTable[permission].some(
    ({ studio, project, relation = 'any' }) =>
      (studio?.includes(caller.role) || (projectRole !== undefined && project?.includes(projectRole))) &&
      stands(caller, relation, resource),
  );
}

/** Whether the caller could do that to some resource: what is refused before anything is read. */
export function couldEver(caller: Caller, permission: Permission): boolean {
  const projectRoles = Object.values(caller.projects);
  return accessTable[permission].some(
    ({ studio, project }) => studio?.includes(caller.role) || projectRoles.some((role) => project?.includes(role)),
  );
}

const readPermission = {
  project: 'project.read',
  task: 'task.read',
  notification: 'notification.own',
} as const satisfies Record<Resource['kind'], Permission>;

/**
 * Refuses what the caller may not do.
 * @throws NOT_FOUND for what they may not see, FORBIDDEN for what they may see but not do that to.
 */
export function authorize(caller: Caller, permission: Permission, resource: Resource): void {
  if (can(caller, permission, resource)) return;
  if (permission.endsWith('.create') || can(caller, readPermission[resource.kind], resource)) {
    throw new ApiError('FORBIDDEN', `You may not do that (${permission}) with this ${resource.kind}.`);
  }
  throw notFound(resource.kind, resource.id);
}
