import { notFound } from '../contract/errors.ts';
import { type Caller, can, type Person } from './access.ts';

/** Everyone hears their own inbox; a project's feed is for those who may see all of its tasks. */
export function mayHear(person: Person, channel: string): boolean {
  const [kind, id = ''] = channel.split(/:(.*)/s);
  if (kind === 'user') return id === person.userId;
  return kind === 'project' && can(person, 'task.read', { kind: 'project', id, projectId: id });
}

/** @throws NOT_FOUND, for what there is none of as for what is somebody else's */
export function allowChannel(caller: Caller, channel: string): void {
  if (!mayHear(caller, channel)) throw notFound('channel', channel);
}
