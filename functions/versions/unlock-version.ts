import { versionOperations } from '../../shared/contract/versions.ts';
import { lockResource, unlocked } from '../../shared/domain/versions.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { changedVersion, deedOf } from '../../shared/http/version-work.ts';

export const handler = defineEndpoint(versionOperations.unlockVersion, (request) =>
  changedVersion(request, {
    type: 'version.unlocked',
    // whose task it is does not matter, but whose lock
    permission: 'version.read',
    decide(version) {
      request.allow(lockResource(version));
      return { version: unlocked(version, { ...deedOf(request), ...request.body }) };
    },
  }),
);
