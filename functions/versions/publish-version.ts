import { versionOperations } from '../../shared/contract/versions.ts';
import { recentProject } from '../../shared/data/projects.ts';
import { published } from '../../shared/domain/versions.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { changedVersion, deedOf } from '../../shared/http/version-work.ts';

export const handler = defineEndpoint(versionOperations.publishVersion, (request) =>
  changedVersion(request, {
    type: 'version.published',
    async decide(version, task) {
      const { versionSettings } = await recentProject(request.caller.studio, task.projectId);
      return {
        version: published(version, { ...deedOf(request), ...request.body }, versionSettings),
        task: { ...task, publishedVersion: version.label },
      };
    },
  }),
);
