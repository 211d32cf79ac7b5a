import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { bundleOptions } from '../../../local/client/build.ts';
import { renderApi, renderOperations, renderTypes } from '../../../local/client/contract-types.ts';

const generated = (name: string) =>
  readFile(new URL(`../../../client/src/generated/${name}.ts`, import.meta.url), 'utf8');

/** All of the client, or what a page takes of it. */
async function bundled(page?: string): Promise<string> {
  const { entryPoints, ...options } = bundleOptions;
  const from = page === undefined ? { entryPoints } : { stdin: { contents: page, resolveDir: 'client/src' } };
  const { outputFiles } = await build({ ...options, ...from, minify: true, write: false });
  return outputFiles[0]?.text ?? '';
}

const kilobytes = (text: string) => gzipSync(text).length / 1024;

describe('the client’s package', () => {
  it('knows every operation of the contract; `npm run client:generate` brings it up to date', async () => {
    expect(await generated('operations')).toBe(renderOperations());
    expect(await generated('api')).toBe(renderApi());
    expect(await generated('types')).toBe(renderTypes());
  });

  it('has less than 15 KB, and nothing that checks schemas', async () => {
    const all = await bundled();
    expect(kilobytes(all)).toBeLessThan(15);
    expect(all).not.toMatch(/zod|invalid_type/i);
  });

  it('describes each name that it exports (npm run client:docs looks at their members too)', async () => {
    const source = (path: string) => readFile(new URL(`../../../client/src/${path}`, import.meta.url), 'utf8');
    const exported = [...(await source('index.ts')).matchAll(/^export (type )?(\*|\{[^}]*\}) from '\.\/(.+)'/gm)];
    expect(exported.length).toBeGreaterThan(10);
    for (const [, , names = '', path = ''] of exported) {
      const text = await source(path);
      const wanted =
        names === '*' ? '\\w+' : (names.match(/\b[A-Za-z]\w{3,}\b/g) ?? []).filter((name) => name !== 'type').join('|');
      const declarations = [...text.matchAll(new RegExp(`(.*)\\nexport (?:async )?\\w+ (?:${wanted})\\b.*`, 'g'))];
      expect(declarations, path).not.toEqual([]);
      for (const [declaration, before] of declarations) expect(before, declaration).toMatch(/\*\/$/);
    }
  });

  it('costs less where less is used', async () => {
    const calls = await bundled("export { createClient } from './index.ts'");
    expect(kilobytes(calls)).toBeLessThan(8);
  });
});
