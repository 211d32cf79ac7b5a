import { invalidField } from '../contract/errors.ts';
import type { Permission } from '../contract/permissions.ts';
import { type TaskFilters, unassigned } from '../contract/tasks.ts';
import { projectsFor } from '../data/projects.ts';
import type { TaskSearch } from '../data/task-list.ts';
import type { Caller, Resource } from '../domain/access.ts';
import { taskFor } from '../domain/client-view.ts';
import { projectResource } from '../domain/projects.ts';
import type { TaskRow } from '../domain/task-list.ts';

const nobody = unassigned.toLowerCase();

const rowResource = ({ id, projectId, clientSubmissionHistory = [] }: TaskRow): Resource => ({
  ...{ kind: 'task', id, projectId },
  submitted: clientSubmissionHistory.length > 0,
});

interface Asking<Q> {
  query: Q;
  caller: Caller;
  mustSee: readonly string[];
  allow(resource: Resource, permission?: Permission): void;
  eachAllowed(): (resource: Resource) => boolean;
}

/** With `me` as the caller's own name. */
function named<Q extends TaskFilters>({ query, caller }: Asking<Q>): Q {
  const artist = query.artist?.map((name) => (name === 'me' ? caller.username : name));
  return { ...query, ...(artist && { artist }) };
}

/** What of each row is for the caller. */
function viewOf({ caller, eachAllowed }: Asking<TaskFilters>) {
  const allowed = eachAllowed();
  return (row: TaskRow) => (allowed(rowResource(row)) ? taskFor(caller, row) : undefined);
}

/**
 * What a request for tasks asks for, and what of the rows is for its caller: a project's, or (without one) somebody's of
 * every project, the caller's own where nobody is named.
 * @throws NOT_FOUND for a project that the caller may not see
 */
export function taskSearch<Q extends TaskFilters>(request: Asking<Q>): TaskSearch<Q> {
  const { caller, mustSee, allow, eachAllowed } = request;
  const { studio } = caller;
  const query = named(request);
  const view = viewOf(request);
  if (query.projectId === undefined) {
    // what is nobody's is in no list of somebody's
    const asksNobodys = query.unassigned || query.artist?.some((name) => name.toLowerCase() === nobody);
    if (query.archived || asksNobodys) {
      const message = 'Archived and unassigned tasks are listed by project';
      throw invalidField('projectId', 'REQUIRED_FIELD', message, 'Send projectId; lists take allProjects=true as well');
    }
    return { studio, mustSee, view, query: { ...query, artist: query.artist ?? [caller.username] } };
  }
  allow(projectResource(query.projectId), 'project.read');
  const seesAll = eachAllowed()(projectResource(query.projectId));
  return { studio, mustSee, query, ...(!seesAll && { view }) };
}

/**
 * The same for the tasks of all projects that the caller may see.
 * @throws VALIDATION_ERROR where a project is named too
 */
export async function searchEverywhere<Q extends TaskFilters>(request: Asking<Q>): Promise<TaskSearch<Q>> {
  const { caller, mustSee } = request;
  if (request.query.projectId !== undefined) {
    throw invalidField('allProjects', 'INVALID_VALUE', 'Is there already: projectId', 'Leave out one of the two');
  }
  const projects = await projectsFor(caller, false, []);
  return { studio: caller.studio, mustSee, query: named(request), view: viewOf(request), projects };
}
