import { projectOperations } from '../../shared/contract/projects.ts';
import { openCursor, sealCursor } from '../../shared/data/cursor.ts';
import { allProjects, projectsById } from '../../shared/data/projects.ts';
import { can } from '../../shared/domain/access.ts';
import { projectFor } from '../../shared/domain/client-view.ts';
import { fittingPage } from '../../shared/domain/pages.ts';
import {
  listProjects,
  type ProjectPosition,
  positionOfProject,
  projectResource,
} from '../../shared/domain/projects.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(projectOperations.listProjects, async ({ query, caller, mustSee }) => {
  const { studio, userId } = caller;
  const scope = { studio, userId, operation: 'listProjects', query };
  const seesAll = can(caller, 'project.read', { kind: 'project', id: '*' });
  const [after, indexed, fresh] = await Promise.all([
    openCursor<ProjectPosition>(query.cursor, scope),
    seesAll ? allProjects(studio, query.archived) : projectsById(studio, Object.keys(caller.projects), query.archived),
    projectsById(studio, mustSee, query.archived),
  ]);
  const projects = new Map(
    [...indexed.filter(({ id }) => !mustSee.includes(id)), ...fresh].map((entry) => [entry.id, entry]),
  );
  const visible = [...projects.values()]
    .filter(({ id }) => can(caller, 'project.read', projectResource(id)))
    .map((project) => projectFor(caller, project));

  const matching = listProjects(visible, query, after);
  const items = fittingPage(matching, query.limit);
  const last = items.at(-1);
  const more = last && matching.length > items.length;
  return { items, nextCursor: more ? await sealCursor(positionOfProject(last, query), scope) : undefined };
});
