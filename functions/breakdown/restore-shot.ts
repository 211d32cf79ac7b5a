import { shots } from '../../shared/contract/breakdown.ts';
import { restoresItem } from '../../shared/http/breakdown.ts';

export const handler = restoresItem(shots);
