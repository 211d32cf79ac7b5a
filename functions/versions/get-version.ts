import { versionOperations } from '../../shared/contract/versions.ts';
import { getVersion, shownVersion } from '../../shared/data/versions.ts';
import { versionFor } from '../../shared/domain/client-view.ts';
import { versionResource } from '../../shared/domain/versions.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { addressOf } from '../../shared/http/version-work.ts';

export const handler = defineEndpoint(versionOperations.getVersion, async (request) => {
  const { caller, allow } = request;
  const { task, version } = await getVersion(caller.studio, addressOf(request));
  allow(versionResource(version, task));
  return versionFor(caller, await shownVersion(caller.studio, version));
});
