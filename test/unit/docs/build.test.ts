import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDocs } from '../../../local/docs/build.ts';
import { scalarVersion } from '../../../local/docs/scalar.ts';
import { errorTable } from '../../../shared/contract/errors.ts';

let folder: string;
const read = (name: string) => readFile(join(folder, name), 'utf8');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'montu-docs-'));
  await writeFile(join(folder, 'scalar-0.0.1.js'), 'an older one');
  await buildDocs(folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('buildDocs', () => {
  it('has Scalar itself, and no older one', async () => {
    const scripts = (await readdir(folder)).filter((name) => name.startsWith('scalar-'));
    expect(scripts).toEqual([`scalar-${scalarVersion()}.js`]);
    const script = await read(scripts[0] ?? '');
    expect(script.length).toBeGreaterThan(1_000_000);
    expect(script).toContain('createApiReference');
  });

  it('loads every file of a page from its own folder, and forbids any other', async () => {
    for (const name of ['index.html', 'errors/index.html', 'guides/quick-start/index.html', 'client/index.html']) {
      const html = await read(name);
      const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("connect-src 'self'");
      expect(policy).not.toMatch(/https?:|\*/);
      const loaded = [...html.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g)].map((match) => match[1] ?? '');
      expect(loaded).not.toEqual([]);
      for (const path of loaded)
        expect(await stat(join(folder, path.slice('/docs/'.length).replace(/#.*/, '')))).toBeTruthy();
      expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    }
  });

  it('shows the description that the API serves, with nothing that calls home', async () => {
    const settings = /createApiReference\('#reference', (\{.*\})\);/s.exec(await read('docs.js'))?.[1] ?? '';
    expect(JSON.parse(settings)).toMatchObject({
      url: '/api/v1/openapi.json',
      telemetry: false,
      withDefaultFonts: false,
      proxyUrl: '',
      agent: { disabled: true },
      mcp: { disabled: true },
    });
  });

  it.each(Object.entries(errorTable))('says at #%s what it means and what to do', async (code, { status }) => {
    const section =
      new RegExp(`<section id="${code}">.*?</section>`, 's').exec(await read('errors/index.html'))?.[0] ?? '';
    expect(section).toContain(`<span>${status}</span>`);
    expect(section).toMatch(/What to do:<\/strong> \S/);
    expect(section).not.toMatch(/`|<accessToken>/);
    expect(section).toContain('<pre>');
  });

  it('leaves a Scalar that is there alone, and renews the small files', async () => {
    const script = join(folder, `scalar-${scalarVersion()}.js`);
    await writeFile(script, 'already there');
    await writeFile(join(folder, 'index.html'), 'stale');
    await buildDocs(folder);
    expect(await readFile(script, 'utf8')).toBe('already there');
    expect(await read('index.html')).toContain('<title>Montu Manager API</title>');
  });
});
