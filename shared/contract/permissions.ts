/**
 * What can be done. Who may do it is decided by the table in `shared/domain/access.ts`.
 */
export const permissions = [
  'account.own',
  'project.read',
  'project.create',
  'project.update',
  'project.archive',
  'task.read',
  'task.history',
  'task.create',
  'task.progress',
  'task.update',
  'task.archive',
  'path.read',
  'task.import',
  'breakdown.change',
  'version.read',
  'version.create',
  'version.update',
  'version.review',
  'version.publish',
  'version.unlock',
  'version.submit',
  'timeEntry.read',
  'timeEntry.create',
  'timeEntry.change',
  'comment.read',
  'comment.create',
  'comment.update',
  'comment.delete',
  'message.read',
  'message.create',
  'message.change',
  'notification.own',
  'notification.create',
  'user.read',
  'user.create',
  'user.profile',
  'user.update',
  'user.deactivate',
  'user.password',
  'user.personalData',
  'user.erase',
  'member.read',
  'member.change',
  'apiKey.read',
  'apiKey.create',
  'apiKey.revoke',
  'featureFlag.read',
  'featureFlag.change',
  'audit.read',
] as const;

export type Permission = (typeof permissions)[number];

/**
 * What an API key can be given: work on productions. No script signs people in, makes keys, or reads who did what; and
 * what belongs to a person (a password, sessions, an inbox) is no key's.
 */
export const scopes = [
  'project.read',
  'project.create',
  'project.update',
  'project.archive',
  'task.read',
  'task.history',
  'task.create',
  'task.progress',
  'task.update',
  'task.archive',
  'path.read',
  'task.import',
  'breakdown.change',
  'version.read',
  'version.create',
  'version.update',
  'version.review',
  'version.publish',
  'version.unlock',
  'version.submit',
  'timeEntry.read',
  'timeEntry.create',
  'timeEntry.change',
  'comment.read',
  'comment.create',
  'comment.update',
  'comment.delete',
  'notification.create',
  'user.read',
  'member.read',
  'member.change',
] as const satisfies readonly Permission[];

export type Scope = (typeof scopes)[number];

export const studioRoles = ['admin', 'supervisor', 'coordinator', 'artist', 'client'] as const;
export type StudioRole = (typeof studioRoles)[number];

export const projectRoles = ['manager', 'supervisor', 'artist', 'viewer', 'client'] as const;
export type ProjectRole = (typeof projectRoles)[number];

export const clientTypes = ['web', 'mobile', 'desktop', 'service'] as const;
export type ClientType = (typeof clientTypes)[number];
