import { commentOperations } from '../../shared/contract/comments.ts';
import { updateComment } from '../../shared/data/comments.ts';
import { allowComment } from '../../shared/http/comment-changes.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(commentOperations.updateComment, (request) => {
  const { params, body, ifMatch, change } = request;
  return updateComment(
    params,
    body.text,
    { expected: ifMatch, allow: (current, task) => allowComment(request, current, task) },
    change,
  );
});
