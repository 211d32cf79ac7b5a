import { authentication } from './folders/authentication.ts';
import { dailyWork } from './folders/daily-work.ts';
import { errors } from './folders/errors.ts';
import { notifications } from './folders/notifications.ts';
import { projectEnd, projects } from './folders/projects.ts';
import { tasks } from './folders/tasks.ts';
import type { Folder } from './scenario.ts';

/** In the order in which they run: what one makes, later ones use. */
export const folders: readonly Folder[] = [authentication, projects, tasks, dailyWork, notifications, errors];
/** Runs last, after the operations that no folder is about. */
export const lastFolders: readonly Folder[] = [projectEnd];
