import { assets } from '../../shared/contract/breakdown.ts';
import { updatesItem } from '../../shared/http/breakdown.ts';

export const handler = updatesItem(assets);
