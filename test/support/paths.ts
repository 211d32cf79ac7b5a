import type { PathRequest } from '../../shared/contract/paths.ts';
import type { Project } from '../../shared/contract/projects.ts';
import { generatePaths } from '../../shared/domain/paths/generate.ts';
import { makeProject, makeTask } from './production.ts';

/** What paths of the sample project SWA are made from. */
export const swa = (fields: Partial<Project> = {}): Project =>
  makeProject({
    name: 'Sky Wars Anthology',
    platformSettings: {
      windows: { workingRoot: 'V:/SWA', renderRoot: 'W:/SWA', mediaRoot: 'J:/SWA' },
      linux: { workingRoot: '/mnt/projects/SWA', renderRoot: '/mnt/renders/SWA', mediaRoot: '/mnt/media/SWA' },
    },
    ...fields,
  });

const noon = new Date('2025-08-29T12:34:56.789Z');

export const asking = (fields: Partial<PathRequest> = {}): PathRequest => ({
  ...{ projectId: 'SWA', version: 7, fileType: 'maya_scene', platform: 'linux', customFields: {} },
  ...{ client: 'internal', deliveryType: 'review', user: 'zoe' },
  ...fields,
});

/** The paths of one task. */
export function pathsOf(project: Project, request: PathRequest, task: Parameters<typeof makeTask>[0] = {}) {
  const [made] = generatePaths(project, request, [{ task: makeTask(task), fieldOf: (field) => `task.${field}` }], noon);
  if (!made) throw new Error('Nothing was made');
  return made;
}

/** What a template makes of the task; its project has no other. */
export function rendered(
  template: string,
  request: Partial<PathRequest> = {},
  task = {},
  project: Partial<Project> = {},
) {
  const { templates } = swa();
  const own = swa({ ...project, templates: { ...templates, workingFile: template } });
  return pathsOf(own, asking({ kinds: ['workingFile'], ...request }), task).workingFile;
}
