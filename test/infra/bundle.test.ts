import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleFunctions, maxFunctionBytes } from '../../infra/bundle.ts';
import type { Deployed } from '../../infra/catalogue.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'montu-bundle-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function source(path: string, code: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), code);
}

const fn = (id: string): Deployed => ({
  id,
  domain: 'things',
  summary: id,
  file: `functions/things/${id}.ts`,
  readsTable: true,
  uses: [],
  timeoutSeconds: 20,
});
const bundle = (...ids: string[]) => bundleFunctions(ids.map(fn), folder, join(folder, 'out'));

describe('bundleFunctions', () => {
  it('gives each function a folder that needs nothing else', async () => {
    source('shared/words.ts', 'export const hello: string = "hello"; export const unused = "never called";');
    for (const id of ['one', 'two']) {
      source(
        `functions/things/${id}.ts`,
        `import { hello } from '../../shared/words.ts';
        export const handler = async (): Promise<string> => hello + ' ${id}';`,
      );
    }
    const sizes = await bundle('one', 'two');
    rmSync(join(folder, 'shared'), { recursive: true });
    expect([...sizes.keys()].toSorted()).toEqual(['one', 'two']);
    expect(readdirSync(join(folder, 'out/one')).toSorted()).toEqual(['index.mjs', 'index.mjs.map']);
    const { handler } = await import(pathToFileURL(join(folder, 'out/two/index.mjs')).href);
    expect(await handler()).toBe('hello two');
    expect(sizes.get('one')).toBeLessThan(400);
  });

  it('says which functions have no source', async () => {
    source('functions/things/one.ts', 'export const handler = () => 1;');
    await expect(bundle('one', 'two', 'three')).rejects.toThrow(
      'two has no functions/things/two.ts\nthree has no functions/things/three.ts',
    );
  });

  it('refuses a module without a handler', async () => {
    source('functions/things/one.ts', 'export const handle = () => 1;');
    await expect(bundle('one')).rejects.toThrow('functions/things/one.ts exports no handler');
  });

  it('refuses what is too large to start quickly', async () => {
    source('functions/things/one.ts', `export const handler = () => '${'x'.repeat(maxFunctionBytes)}';`);
    await expect(bundle('one')).rejects.toThrow(`of ${maxFunctionBytes} at most`);
  });

  it('refuses require, which a module does not have', async () => {
    source('node_modules/old/index.js', 'module.exports = () => require("node:os").platform();');
    source('functions/things/one.ts', "import old from 'old'; export const handler = () => old();");
    await expect(bundle('one')).rejects.toThrow('functions/things/one.ts requires node:os');
  });
});
