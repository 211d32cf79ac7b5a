import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { guides } from './guides.ts';
import { errorsPage, guidePage, referencePage, referenceScript, stylesheet } from './pages.ts';
import { scalarScript, scalarVersion } from './scalar.ts';

/** Where the gateway and the deployment look for the pages. */
const builtDocs = fileURLToPath(new URL('../../dist/docs', import.meta.url));

/** Makes the pages below `/docs`. Cheap when they are there: only a new version of Scalar is written again. */
export async function buildDocs(outDir = builtDocs): Promise<void> {
  const script = `scalar-${scalarVersion()}.js`;
  await mkdir(join(outDir, 'errors'), { recursive: true });
  if (!existsSync(join(outDir, script))) {
    const stale = (await readdir(outDir)).filter((name) => name.startsWith('scalar-'));
    await Promise.all(stale.map((name) => rm(join(outDir, name))));
    await writeFile(join(outDir, script), await scalarScript());
  }
  const all = guides();
  const writeGuide = async (guide: (typeof all)[number]) => {
    await mkdir(join(outDir, guide.path), { recursive: true });
    await writeFile(join(outDir, guide.path, 'index.html'), guidePage(guide, all));
  };
  await Promise.all([
    ...all.map(writeGuide),
    writeFile(join(outDir, 'index.html'), referencePage(script)),
    writeFile(join(outDir, 'docs.js'), referenceScript),
    writeFile(join(outDir, 'errors', 'errors.css'), stylesheet),
    writeFile(join(outDir, 'errors', 'index.html'), errorsPage(all)),
  ]);
}

if (import.meta.main) await buildDocs();
