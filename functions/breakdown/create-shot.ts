import { shots } from '../../shared/contract/breakdown.ts';
import { createsItem } from '../../shared/http/breakdown.ts';

export const handler = createsItem(shots);
