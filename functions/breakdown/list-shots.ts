import { shots } from '../../shared/contract/breakdown.ts';
import { listsItems } from '../../shared/http/breakdown.ts';

export const handler = listsItems(shots);
