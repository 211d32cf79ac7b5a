import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openapiDocument } from '../../shared/openapi/document.ts';
import { breakingChanges } from './breaking.ts';
import { type Snapshot, snapshotOf } from './snapshot.ts';

/** What was promised to clients of v1. */
const published = fileURLToPath(new URL('../../docs/contract/v1.json', import.meta.url));

/** A line for each operation and schema, so that a change of one can be seen. */
function written(snapshot: Snapshot): string {
  const parts = Object.entries(snapshot).map(([part, members]) => {
    const lines = Object.entries(members).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
    return `"${part}": {\n${lines.toSorted().join(',\n')}\n}`;
  });
  return `{\n${parts.join(',\n')}\n}\n`;
}

const now = snapshotOf(openapiDocument('https://api.montu.studio'));
const before = existsSync(published) ? (JSON.parse(await readFile(published, 'utf8')) as Snapshot) : undefined;
const faults = before ? breakingChanges(before, now) : [];
const publishes = process.argv.includes('--publish');

if (faults.length > 0) {
  console.error(`contract: breaks what was published as v1\n  ${faults.join('\n  ')}`);
  console.error(
    'Such changes belong into another version. To publish them all the same, remove docs/contract/v1.json.',
  );
  process.exitCode = 1;
} else if (publishes) {
  await mkdir(dirname(published), { recursive: true });
  await writeFile(published, written(now));
  console.log(`contract: ${Object.keys(now.operations).length} operations published`);
} else if (before) {
  console.log('contract: nothing broken');
} else {
  console.error('contract: nothing was published (npm run contract:publish)');
  process.exitCode = 1;
}
