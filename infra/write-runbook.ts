import { writeFileSync } from 'node:fs';
import { renderRunbook, runbookPath } from './runbook.ts';

writeFileSync(new URL(`../${runbookPath}`, import.meta.url), renderRunbook());
