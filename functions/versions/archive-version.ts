import { versionOperations } from '../../shared/contract/versions.ts';
import { allVersions } from '../../shared/data/versions.ts';
import { archivedVersion, versionResource, withoutVersion } from '../../shared/domain/versions.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { changedVersion } from '../../shared/http/version-work.ts';

export const handler = defineEndpoint(versionOperations.archiveVersion, (request) =>
  changedVersion(request, {
    type: 'version.archived',
    async decide(version, task) {
      const resource = versionResource(version, task);
      const archived = archivedVersion(version, (permission) => request.allow(resource, permission));
      const isNamed = [task.currentVersion, task.publishedVersion].includes(version.label);
      const others = isNamed ? await allVersions(request.caller.studio, task.id) : [];
      return { version: archived, ...withoutVersion(task, version.label, others) };
    },
  }),
);
