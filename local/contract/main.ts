import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describedVersions } from '../../shared/contract/versions/index.ts';
import type { ApiVersion } from '../../shared/contract/versions/version.ts';
import { openapiDocument } from '../../shared/openapi/document.ts';
import { breakingChanges } from './breaking.ts';
import { type Snapshot, snapshotOf } from './snapshot.ts';

/** What was promised to clients of a version. */
const publishedAt = ({ name }: ApiVersion) =>
  fileURLToPath(new URL(`../../docs/contract/${name}.json`, import.meta.url));

/** A line for each operation and schema, so that a change of one can be seen. */
function written(snapshot: Snapshot): string {
  const parts = Object.entries(snapshot).map(([part, members]) => {
    const lines = Object.entries(members).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
    return `"${part}": {\n${lines.toSorted().join(',\n')}\n}`;
  });
  return `{\n${parts.join(',\n')}\n}\n`;
}

async function check(version: ApiVersion): Promise<void> {
  const { name } = version;
  const published = publishedAt(version);
  const now = snapshotOf(openapiDocument('https://api.montu.studio', version));
  const before = existsSync(published) ? (JSON.parse(await readFile(published, 'utf8')) as Snapshot) : undefined;
  const faults = before ? breakingChanges(before, now) : [];

  if (faults.length > 0) {
    console.error(`contract: breaks what was published as ${name}\n  ${faults.join('\n  ')}`);
    console.error(
      `Such changes belong into another version. To publish them all the same, remove docs/contract/${name}.json.`,
    );
    process.exitCode = 1;
  } else if (process.argv.includes('--publish')) {
    await mkdir(dirname(published), { recursive: true });
    await writeFile(published, written(now));
    console.log(`contract: ${Object.keys(now.operations).length} operations of ${name} published`);
  } else if (before) {
    console.log(`contract: nothing of ${name} broken`);
  } else {
    console.error(`contract: nothing was published of ${name} (npm run contract:publish)`);
    process.exitCode = 1;
  }
}

for (const version of describedVersions) await check(version);
