import { versionFields, versionOperations } from '../../shared/contract/versions.ts';
import { mergePatch, writableFields } from '../../shared/domain/merge-patch.ts';
import { versionResource, withVersionFields } from '../../shared/domain/versions.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { validate } from '../../shared/http/validation.ts';
import { changedVersion } from '../../shared/http/version-work.ts';

export const handler = defineEndpoint(versionOperations.updateVersion, (request) => {
  const { query, body, allow } = request;
  return changedVersion(request, {
    type: 'version.updated',
    onConflict: query.onConflict,
    decide(version, task) {
      const patched = mergePatch(writableFields(version, versionFields), body);
      const fields = validate(versionFields, patched, 'patched version');
      const resource = versionResource(version, task);
      return { version: withVersionFields(version, fields, (permission) => allow(resource, permission)) };
    },
  });
});
