/**
 * What can be done. Who may do it is decided by the table in `shared/domain/access.ts`.
 */
export const permissions = [
  'project.read',
  'project.create',
  'project.update',
  'project.archive',
  'task.read',
  'task.create',
  'task.progress',
  'task.update',
  'task.archive',
  'notification.own',
] as const;

export type Permission = (typeof permissions)[number];

export const studioRoles = ['admin', 'supervisor', 'coordinator', 'artist', 'client'] as const;
export type StudioRole = (typeof studioRoles)[number];

export const projectRoles = ['manager', 'supervisor', 'artist', 'viewer', 'client'] as const;
export type ProjectRole = (typeof projectRoles)[number];

export const clientTypes = ['web', 'mobile', 'desktop', 'service'] as const;
export type ClientType = (typeof clientTypes)[number];
