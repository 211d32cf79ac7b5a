import { versionOperations } from '../../shared/contract/versions.ts';
import { locked } from '../../shared/domain/versions.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { changedVersion, deedOf } from '../../shared/http/version-work.ts';

export const handler = defineEndpoint(versionOperations.lockVersion, (request) =>
  changedVersion(request, {
    type: 'version.locked',
    decide: (version) => ({ version: locked(version, { ...deedOf(request), ...request.body }) }),
  }),
);
