import { breakdownOperations } from '../../shared/contract/breakdown.ts';
import { castingPage } from '../../shared/http/castings.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(breakdownOperations.listShotCasting, (request) => {
  const { projectId, shotId: id } = request.params;
  return castingPage(request, { projectId, type: 'shot', id });
});
