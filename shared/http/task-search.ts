import { invalidField } from '../contract/errors.ts';
import type { Permission } from '../contract/permissions.ts';
import type { TaskFilters } from '../contract/tasks.ts';
import type { TaskSearch } from '../data/task-list.ts';
import type { Caller, Resource } from '../domain/access.ts';
import { taskFor } from '../domain/client-view.ts';
import { projectResource } from '../domain/projects.ts';
import type { TaskRow } from '../domain/task-list.ts';

const rowResource = ({ id, projectId, clientSubmissionHistory = [] }: TaskRow): Resource => ({
  ...{ kind: 'task', id, projectId },
  submitted: clientSubmissionHistory.length > 0,
});

/**
 * What a request for tasks asks for, and what of the rows is for its caller: a project's, or (without one) somebody's of
 * every project, the caller's own where nobody is named.
 * @throws NOT_FOUND for a project that the caller may not see
 */
export function taskSearch<Q extends TaskFilters>(request: {
  query: Q;
  caller: Caller;
  mustSee: readonly string[];
  allow(resource: Resource, permission?: Permission): void;
  eachAllowed(): (resource: Resource) => boolean;
}): TaskSearch<Q> {
  const { caller, mustSee, allow, eachAllowed } = request;
  const artist = request.query.artist?.map((name) => (name === 'me' ? caller.username : name));
  const query = { ...request.query, ...(artist && { artist }) };
  const { studio } = caller;
  const allowed = eachAllowed();
  const view = (row: TaskRow) => (allowed(rowResource(row)) ? taskFor(caller, row) : undefined);
  if (query.projectId === undefined) {
    if (query.archived || query.unassigned) {
      throw invalidField('projectId', 'REQUIRED_FIELD', 'Archived and unassigned tasks are listed by project');
    }
    return { studio, mustSee, view, query: { ...query, artist: artist ?? [caller.username] } };
  }
  allow(projectResource(query.projectId), 'project.read');
  const seesAll = allowed(projectResource(query.projectId));
  return { studio, mustSee, query, ...(!seesAll && { view }) };
}
