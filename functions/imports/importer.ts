import { eachMessage } from '../../shared/http/each-message.ts';
import { advanceImport } from '../../shared/http/import-jobs.ts';
import { importMessage } from '../../shared/platform/queue.ts';

export const handler = eachMessage('import', (body) => advanceImport(importMessage.parse(JSON.parse(body))));
