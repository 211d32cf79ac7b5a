import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { boardPage } from './page.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const source = join(root, 'client/examples/board');

/** Makes the reference board: one script, one stylesheet, each named by its content, and the page. */
export async function buildBoard(folder = join(root, 'dist/board')): Promise<string> {
  const { metafile } = await build({
    entryPoints: [join(source, 'main.tsx'), join(source, 'style/board.css')],
    outdir: folder,
    entryNames: '[name]-[hash]',
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2024',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    metafile: true,
    logLevel: 'silent',
  });
  const built = Object.keys(metafile.outputs).map((file) => basename(file));
  const named = (end: string) => built.find((name) => name.endsWith(end)) ?? '';
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'index.html'), boardPage(named('.js'), named('.css')));
  const stale = (await readdir(folder)).filter((name) => name !== 'index.html' && !built.includes(name));
  await Promise.all(stale.map((name) => rm(join(folder, name), { force: true })));
  return folder;
}
