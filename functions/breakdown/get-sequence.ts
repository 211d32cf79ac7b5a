import { sequences } from '../../shared/contract/breakdown.ts';
import { getsItem } from '../../shared/http/breakdown.ts';

export const handler = getsItem(sequences);
