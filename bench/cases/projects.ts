import { type ProjectFields, projectFields, projectOperations } from '../../shared/contract/projects.ts';
import { feedOf } from '../../shared/contract/realtime.ts';
import { keys } from '../../shared/data/keys.ts';
import type { World } from '../world.ts';
import type { MakeCase } from './case.ts';

/** Each client changes a project of its own. */
const ownProject = ({ seeded, writer }: World, client: number) => ({
  token: writer.token,
  params: { projectId: seeded.workshop.projectIds[client] as string },
});

const rawChange = ({ raw, seeded }: World, alternating: Record<string, [unknown, unknown]>) =>
  raw.change(keys.project(seeded.workshop.studio, seeded.workshop.projectIds[0] as string), alternating);

const described = (number: number): Pick<ProjectFields, 'description'> => ({
  description: `Described ${number} times`,
});
const descriptions: Record<string, [unknown, unknown]> = { description: ['Described once', 'Described twice'] };
const directories: Record<string, [unknown, unknown]> = {
  directory: ['projects#archived', 'projects'],
  archivedAt: ['2026-01-05T08:00:00.000Z', null],
};

export const projectCases = {
  listProjects: ({ planner, raw, seeded }) => ({
    request: (client) => ({ token: planner(client).token }),
    raw: () => raw.query({ index: 'directory', equals: { studio: seeded.studio, directory: 'projects' }, limit: 51 }),
  }),
  getProject: ({ planner, raw, seeded: { studio, projectId } }) => ({
    request: (client) => ({ token: planner(client).token, params: { projectId } }),
    raw: () => raw.read(keys.project(studio, projectId)),
  }),
  createProject: ({ writer, raw, seeded: { workshop } }) => {
    let last = 0;
    return {
      request: () => {
        last += 1;
        return { token: writer.token, body: { id: `C${last}`, name: `Created ${last}` } };
      },
      raw: () => raw.insert(keys.project(workshop.studio, workshop.newTasksIn)),
    };
  },
  replaceProject: (world) => {
    let turn = 0;
    return {
      request: (client) => {
        turn += 1;
        return { ...ownProject(world, client), body: projectFields.parse({ name: `Replaced ${turn} times` }) };
      },
      raw: () => rawChange(world, descriptions),
    };
  },
  updateProject: (world) => {
    let turn = 0;
    return {
      request: (client) => {
        turn += 1;
        return { ...ownProject(world, client), body: described(turn) };
      },
      raw: () => rawChange(world, descriptions),
    };
  },
  listProjectChanges: ({ planner, raw, seeded: { studio, projectId } }) => ({
    request: (client) => ({
      token: planner(client).token,
      params: { projectId },
      query: { after: '200', limit: '50' },
    }),
    raw: () => {
      const channel = keys.channelHead(studio, feedOf(projectId));
      const head = raw.read(channel);
      const frames = raw.query({ equals: { pk: channel.pk }, beginsWith: 'F#', limit: 2 });
      return { run: async (client) => [await head.run(client), await frames.run(client)] };
    },
  }),
  archiveProject: (world) => ({
    request: (client) => ownProject(world, client),
    after: (client) => world.call(projectOperations.restoreProject, ownProject(world, client)),
    raw: () => rawChange(world, directories),
  }),
  restoreProject: (world) => ({
    before: (client) => world.call(projectOperations.archiveProject, ownProject(world, client)),
    request: (client) => ownProject(world, client),
    raw: () => rawChange(world, directories),
  }),
} satisfies Record<keyof typeof projectOperations, MakeCase>;
