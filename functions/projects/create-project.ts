import { ApiError } from '../../shared/contract/errors.ts';
import { projectFields, projectOperations } from '../../shared/contract/projects.ts';
import { findProject, insertProject } from '../../shared/data/projects.ts';
import { type Caller, can } from '../../shared/domain/access.ts';
import { checkSettings, projectResource, settingsOf } from '../../shared/domain/projects.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

/** @throws NOT_FOUND on `copyFrom`, also for what the caller may not see */
async function settingsFrom(copyFrom: string, caller: Caller) {
  const visible = can(caller, 'project.read', projectResource(copyFrom));
  const source = visible ? await findProject(caller.studio, copyFrom) : undefined;
  if (source) return settingsOf(source);
  const message = `There is no project "${copyFrom}" here.`;
  throw new ApiError('NOT_FOUND', message, { details: [{ field: 'copyFrom', code: 'NOT_FOUND', message }] });
}

export const handler = defineEndpoint(projectOperations.createProject, async ({ body, caller, change, allow }) => {
  const { id, copyFrom, ...given } = body;
  allow(projectResource(id));
  const copied = copyFrom === undefined ? {} : await settingsFrom(copyFrom, caller);
  const fields = projectFields.parse({ ...copied, ...given });
  checkSettings(fields);
  return insertProject({ id, ...fields }, change);
});
