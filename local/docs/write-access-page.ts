import { writeFileSync } from 'node:fs';
import { accessPagePath, renderAccessPage } from './access-page.ts';

writeFileSync(new URL(`../../${accessPagePath}`, import.meta.url), renderAccessPage());
