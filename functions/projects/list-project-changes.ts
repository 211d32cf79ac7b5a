import { ApiError } from '../../shared/contract/errors.ts';
import { projectOperations } from '../../shared/contract/projects.ts';
import { feedOf } from '../../shared/contract/realtime.ts';
import { messagesAfter } from '../../shared/data/channels.ts';
import { recentProject } from '../../shared/data/projects.ts';
import { fittingPage } from '../../shared/domain/pages.ts';
import { projectResource } from '../../shared/domain/projects.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

function gone(head: number): ApiError {
  const message = 'What came next is not kept any more, or the number is not of this project.';
  const suggestion = `Read the list again, then ask for changes after ${head}`;
  return new ApiError('GONE', message, {
    extra: { head },
    details: [{ field: 'after', code: 'OUT_OF_RANGE', message, suggestion }],
  });
}

export const handler = defineEndpoint(projectOperations.listProjectChanges, async (request) => {
  const { params, query, caller, allow } = request;
  allow(projectResource(params.projectId));
  const channel = feedOf(params.projectId);
  const { after, limit } = query;
  const most = { frames: limit, messages: limit };
  const { messages, head, complete, unbroken } = await messagesAfter(caller.studio, channel, after, most);
  // a project that is not there has no messages either; the difference is worth a read only then
  if (head === 0) await recentProject(caller.studio, params.projectId);
  if (after > 0 && !unbroken) throw gone(head);
  const page = fittingPage(messages, limit);
  return { channel, head, hasMore: page.length < messages.length || !complete, messages: page };
});
