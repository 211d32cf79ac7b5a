import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { allFunctions, type Deployed } from './catalogue.ts';

/** Bytes of code that one function may be. Every one of them is parsed at each cold start. */
export const maxFunctionBytes = 1024 * 1024;

/**
 * Bundles all functions in one run, each into a folder of its own that needs nothing else:
 * `<outFolder>/updateTask/index.mjs`, and beside it the source map, which is not deployed.
 * @returns the size of each, in bytes
 * @throws when a function has no source file or no handler, is too large, or calls `require`, which modules lack
 */
export async function bundleFunctions(
  functions: readonly Deployed[],
  sourceFolder: string,
  outFolder: string,
): Promise<Map<string, number>> {
  const missing = functions.filter(({ file }) => !existsSync(join(sourceFolder, file)));
  if (missing.length > 0) throw new Error(missing.map(({ id, file }) => `${id} has no ${file}`).join('\n'));
  await rm(outFolder, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: sourceFolder,
    entryPoints: Object.fromEntries(functions.map(({ id, file }) => [`${id}/index`, file])),
    outdir: outFolder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // packages that have both are taken as modules, which can be tree-shaken
    mainFields: ['module', 'main'],
    minify: true,
    // stacks in logs keep the names of functions
    keepNames: true,
    sourcemap: 'external',
    metafile: true,
    logLevel: 'warning',
  });
  return check(metafile);
}

/** The size of each bundle, once each is found to be one that Lambda can load. */
function check({ outputs }: Metafile): Map<string, number> {
  const entries = Object.entries(outputs).filter(([, output]) => output.entryPoint);
  const problems = entries.flatMap(([, { bytes, entryPoint, exports, imports }]) => [
    ...(exports.includes('handler') ? [] : [`${entryPoint} exports no handler`]),
    ...imports.filter(({ kind }) => kind === 'require-call').map(({ path }) => `${entryPoint} requires ${path}`),
    ...(bytes > maxFunctionBytes ? [`${entryPoint} is ${bytes} bytes, of ${maxFunctionBytes} at most`] : []),
  ]);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return new Map(entries.map(([path, { bytes }]) => [basename(dirname(path)), bytes]));
}

const projectFolder = fileURLToPath(new URL('..', import.meta.url));

/** Where the bundles of this project's functions go. */
export const bundleFolder = join(projectFolder, 'dist/functions');

/** Bundles this project's functions into `bundleFolder`. */
export const bundleAll = (): Promise<Map<string, number>> => bundleFunctions(allFunctions, projectFolder, bundleFolder);

if (import.meta.main) {
  const sizes = [...(await bundleAll())].sort(([, one], [, other]) => other - one);
  for (const [id, bytes] of sizes) process.stdout.write(`${(bytes / 1024).toFixed(0).padStart(5)} KB  ${id}\n`);
}
