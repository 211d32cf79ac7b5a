import { maxPathTasks, type pathOperations } from '../../shared/contract/paths.ts';
import type { MakeCase } from './case.ts';

export const pathCases = {
  generatePaths: ({ planner, seeded: { projectId, taskIds } }) => {
    const asked = { projectId, fileType: 'nuke_script', platform: 'windows' };
    // a script that asks for all, beside people who open a file: fifty of the first at once would measure the engine
    const which = (client: number) =>
      client === 0 ? { taskIds: taskIds.slice(0, maxPathTasks) } : { taskId: taskIds[client] };
    return { request: (client) => ({ token: planner(client).token, body: { ...asked, ...which(client) } }) };
  },
  validatePath: ({ planner, seeded: { projectId } }) => {
    // the last of the levels is one that does not fit, so that no template is left out
    const path = `V:\\${projectId}\\all\\scene\\Ep01\\sq0010\\SH0010\\comp\\version\\Ep01_sq0010_SH0010_comp.nk`;
    return { request: (client) => ({ token: planner(client).token, body: { projectId, path } }) };
  },
} satisfies Record<keyof typeof pathOperations, MakeCase>;
