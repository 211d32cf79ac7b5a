import pMap from 'p-map';
import type { Project } from '../../shared/contract/projects.ts';
import { searchOperations } from '../../shared/contract/search.ts';
import { type Task, unassigned } from '../../shared/contract/tasks.ts';
import { getProject, projectsFor } from '../../shared/data/projects.ts';
import { findTasks } from '../../shared/data/task-list.ts';
import { taskFor } from '../../shared/domain/client-view.ts';
import { projectResource } from '../../shared/domain/projects.ts';
import { ranked, type Searchable } from '../../shared/domain/search.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { taskSearch } from '../../shared/http/task-search.ts';

/** Tasks are looked for in so many projects, those that changed last. */
const mostProjects = 10;
/** In so many of them at once: a cold container reads each as a whole. */
const atOnce = 3;
/** Of each project's tasks that have the words, so many are compared: those that changed last. */
const mostTasks = 100;

type Found = { kind: 'project'; project: Project } | { kind: 'task'; task: Task };

function searchable(found: Found): Searchable {
  if (found.kind === 'project') return { id: found.project.id, names: [found.project.name], texts: [] };
  const { id, shot, sequence, task, artist, milestoneNote } = found.task;
  return { id, names: [shot], texts: [sequence, task, artist, milestoneNote] };
}

function hit(found: Found) {
  if (found.kind === 'project') {
    const { id, name } = found.project;
    return { type: found.kind, id, projectId: id, title: name, status: null, artist: null };
  }
  const { id, projectId, shot, task, status, artist } = found.task;
  const known = artist === unassigned ? null : artist;
  return { type: found.kind, id, projectId, title: `${shot} ${task}`, status, artist: known };
}

export const handler = defineEndpoint(
  searchOperations.search,
  async ({ query, caller, mustSee, allow, eachAllowed }) => {
    const { q, type = ['project', 'task'], limit } = query;
    if (query.projectId !== undefined) allow(projectResource(query.projectId), 'project.read');
    const projects =
      query.projectId === undefined
        ? await projectsFor(caller, false, mustSee)
        : [await getProject(caller.studio, query.projectId)];

    const tasksOf = async ({ id }: Project) => {
      const order = { sort: 'updatedAt', order: 'desc' } as const;
      const asked = { ...order, projectId: id, search: q, archived: false, limit: mostTasks };
      const ofTasks = { caller, mustSee, allow, eachAllowed: () => eachAllowed('task.read') };
      const { tasks } = await findTasks(taskSearch({ ...ofTasks, query: asked }), undefined);
      return tasks.map((task): Found => ({ kind: 'task', task: taskFor(caller, task) }));
    };
    const latest = projects.toSorted((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1));
    const tasks = type.includes('task')
      ? await pMap(latest.slice(0, mostProjects), tasksOf, { concurrency: atOnce })
      : [];
    const found = [
      ...(type.includes('project') ? latest.map((project): Found => ({ kind: 'project', project })) : []),
      ...tasks.flat(),
    ];
    return { items: ranked(found, q, searchable).slice(0, limit).map(hit) };
  },
);
