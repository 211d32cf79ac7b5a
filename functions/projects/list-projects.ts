import { projectOperations } from '../../shared/contract/projects.ts';
import { projectsFor } from '../../shared/data/projects.ts';
import { projectFor } from '../../shared/domain/client-view.ts';
import { fittingPage } from '../../shared/domain/pages.ts';
import { listProjects, type ProjectPosition, positionOfProject } from '../../shared/domain/projects.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(projectOperations.listProjects, async ({ query, caller, mustSee, cursors }) => {
  const [after, projects] = await Promise.all([
    cursors.open<ProjectPosition>(),
    projectsFor(caller, query.archived, mustSee),
  ]);
  const visible = projects.map((project) => projectFor(caller, project));

  const matching = listProjects(visible, query, after);
  const items = fittingPage(matching, query.limit);
  const last = items.at(-1);
  const more = last && matching.length > items.length;
  return { items, nextCursor: more ? await cursors.seal(positionOfProject(last, query)) : undefined };
});
