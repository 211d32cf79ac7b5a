import { can } from '../domain/access.ts';
import { authoritiesOf } from './users.ts';

/** Of some people, those who may see all of the project's tasks: whoever may not must not hear of them either. */
export async function readersOf(studio: string, projectId: string, userIds: ReadonlySet<string>): Promise<Set<string>> {
  const authorities = await authoritiesOf(studio, [...userIds]);
  const project = { kind: 'project', id: projectId, projectId } as const;
  return new Set(
    authorities.filter((person) => person.active && can(person, 'task.read', project)).map(({ userId }) => userId),
  );
}
