import { breakdownOperations } from '../../shared/contract/breakdown.ts';
import type { ItemAddress } from '../../shared/data/breakdown.ts';
import { cast } from '../../shared/data/castings.ts';
import { allowChange, unrecordedItem } from '../../shared/http/breakdown.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(breakdownOperations.castAsset, async (request) => {
  const { params, body, ifMatch, change } = request;
  await allowChange(request, params.projectId);
  const unrecorded = (address: ItemAddress) => unrecordedItem(request, address);
  return cast(params, body, { expected: ifMatch, unrecorded }, change);
});
