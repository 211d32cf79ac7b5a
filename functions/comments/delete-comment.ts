import { commentOperations } from '../../shared/contract/comments.ts';
import { removeComment } from '../../shared/data/comments.ts';
import { allowComment } from '../../shared/http/comment-changes.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(commentOperations.deleteComment, (request) => {
  const { params, ifMatch, change } = request;
  return removeComment(
    params,
    { expected: ifMatch, allow: (current, task) => allowComment(request, current, task) },
    change,
  );
});
