import { sequences } from '../../shared/contract/breakdown.ts';
import { archivesItem } from '../../shared/http/breakdown.ts';

export const handler = archivesItem(sequences);
