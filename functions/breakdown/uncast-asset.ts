import { breakdownOperations } from '../../shared/contract/breakdown.ts';
import { uncast } from '../../shared/data/castings.ts';
import { allowChange } from '../../shared/http/breakdown.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(breakdownOperations.uncastAsset, async (request) => {
  const { params, ifMatch, change } = request;
  await allowChange(request, params.projectId);
  await uncast(params, ifMatch, change);
  return undefined;
});
