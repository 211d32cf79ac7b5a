import { versionOperations } from '../../shared/contract/versions.ts';
import { getTask } from '../../shared/data/tasks.ts';
import { allVersions, shownVersions } from '../../shared/data/versions.ts';
import { versionFor } from '../../shared/domain/client-view.ts';
import { statisticsOf, versionResource } from '../../shared/domain/versions.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { seeing } from '../../shared/http/version-work.ts';

export const handler = defineEndpoint(versionOperations.versionStatistics, async (request) => {
  const { params, caller, eachAllowed } = request;
  const { studio } = caller;
  const [task, versions] = await Promise.all([getTask(studio, params.taskId), allVersions(studio, params.taskId)]);
  seeing(request)(task);
  const mayRead = eachAllowed();
  const own = versions.filter((version) => mayRead(versionResource(version, task)));
  return statisticsOf((await shownVersions(studio, own)).map((version) => versionFor(caller, version)));
});
