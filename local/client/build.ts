import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type BuildOptions, build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

/** How the client is bundled: one ES module without dependencies, for what browsers could do in 2024. */
export const bundleOptions = {
  entryPoints: [join(root, 'client/src/index.ts')],
  bundle: true,
  format: 'esm',
  target: 'es2024',
  platform: 'neutral',
} as const satisfies BuildOptions;

/** The declarations that the entry leads to, none of which knows of anything outside of the client. */
async function declare(folder: string): Promise<void> {
  const all = `${folder}-of-all`;
  await run(process.execPath, [
    join(root, 'node_modules/typescript/bin/tsc'),
    '-p',
    join(root, 'client'),
    '--outDir',
    all,
  ]);
  const source = join(all, 'client/src');
  const todo = ['index.d.ts'];
  for (const file of todo) {
    const text = await readFile(join(source, file), 'utf8');
    for (const [, from] of text.matchAll(/from '(\.[^']*)\.ts'/g)) {
      const next = join(dirname(file), `${from}.d.ts`);
      if (next.startsWith('..')) throw new Error(`${file} would lead out of the package, to ${next}`);
      if (!todo.includes(next)) todo.push(next);
    }
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text.replaceAll(/(from '\.[^']*)\.ts'/g, "$1.js'"));
  }
  await rm(all, { recursive: true });
}

/**
 * Makes the package `@montu/client`, to be packed by npm or linked by a bundler.
 * @param folder where it is written; what is there goes
 */
export async function buildClient(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const manifest = {
    name: '@montu/client',
    version,
    description: 'The client of the Montu Manager API, for browsers, Electron and Node.',
    license: 'UNLICENSED',
    type: 'module',
    sideEffects: false,
    exports: { '.': { types: './types/index.d.ts', default: './index.js' } },
    engines: { node: '>=22' },
  };
  await Promise.all([
    writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`),
    copyFile(join(root, 'client/README.md'), join(folder, 'README.md')),
    build({ ...bundleOptions, sourcemap: true, outfile: join(folder, 'index.js') }),
    declare(join(folder, 'types')),
  ]);
}

if (import.meta.main) await buildClient(join(root, 'dist/client'));
