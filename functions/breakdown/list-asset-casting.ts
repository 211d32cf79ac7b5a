import { breakdownOperations } from '../../shared/contract/breakdown.ts';
import { castingPage } from '../../shared/http/castings.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(breakdownOperations.listAssetCasting, (request) => {
  const { projectId, assetId: id } = request.params;
  return castingPage(request, { projectId, type: 'asset', id });
});
