import { type Version, versionOperations } from '../../shared/contract/versions.ts';
import { eventsBetween, getVersions, shownVersions } from '../../shared/data/versions.ts';
import { isClient, versionFor } from '../../shared/domain/client-view.ts';
import { comparisonOf, versionResource } from '../../shared/domain/versions.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { seeing } from '../../shared/http/version-work.ts';

export const handler = defineEndpoint(versionOperations.compareVersions, async (request) => {
  const { params, query, caller, allow } = request;
  const { studio } = caller;
  const address = { taskId: params.taskId, see: seeing(request) };
  const { task, versions } = await getVersions(studio, address, [query.from, query.to]);
  for (const version of versions) allow(versionResource(version, task));
  const [shown, events] = await Promise.all([
    shownVersions(studio, versions),
    isClient(caller, task.projectId) ? [] : eventsBetween(studio, versions),
  ]);
  const [from, to] = shown.map((version) => versionFor(caller, version)) as [Version, Version];
  return { ...comparisonOf(from, to), events };
});
