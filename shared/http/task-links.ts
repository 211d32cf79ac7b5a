import { ApiError, type ErrorDetail } from '../contract/errors.ts';
import type { Task, TaskFields } from '../contract/tasks.ts';
import { getTasks } from '../data/tasks.ts';
import { type Caller, can } from '../domain/access.ts';
import { taskResource } from '../domain/tasks.ts';

type Linking = Pick<TaskFields, 'linkedTaskIds'>;

/**
 * Refuses links that lead nowhere; only those that a change brings. What the caller may not see is not there.
 * @param before the task that is changed; a new one has none
 * @throws VALIDATION_ERROR that names each of them
 */
export async function checkLinks(
  caller: Caller,
  { linkedTaskIds, ...given }: Linking & { id?: string | undefined },
  before?: Pick<Task, 'id' | 'linkedTaskIds'>,
): Promise<void> {
  const fresh = linkedTaskIds.filter((id) => !before?.linkedTaskIds.includes(id));
  if (fresh.length === 0) return;
  const seen = (await getTasks(caller.studio, fresh)).filter((task) => can(caller, 'task.read', taskResource(task)));
  const known = new Set(seen.map(({ id }) => id));
  const own = before?.id ?? given.id;
  const details = linkedTaskIds.flatMap((id, index): ErrorDetail[] => {
    if (!fresh.includes(id) || (known.has(id) && id !== own)) return [];
    const field = `linkedTaskIds.${index}`;
    if (id === own) return [{ field, code: 'INVALID_VALUE', message: 'A task has no link to itself' }];
    const suggestion = 'Name a task of the studio';
    return [{ field, code: 'NOT_FOUND', message: `There is no task "${id}" here`, suggestion }];
  });
  if (details.length > 0) throw new ApiError('VALIDATION_ERROR', 'Some links lead nowhere', { details });
}
