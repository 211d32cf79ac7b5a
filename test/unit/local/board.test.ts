import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { buildBoard } from '../../../local/board/build.ts';
import { type BoardOptions, createBoard } from '../../../local/gateway/board.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'montu-board-'));
  await writeFile(join(folder, 'main-OLD.js'), 'an older one');
  await buildBoard(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function served(demo?: BoardOptions['demo']): Promise<string> {
  const board = createBoard({ build: async () => folder, demo });
  const server = createServer(async (request, response) => {
    if (!(await board(request, response))) response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the board', () => {
  it('is a page that is asked for anew, with files that are kept for ever, and no older ones', async () => {
    const url = await served();
    const page = await fetch(`${url}/?a=1#AUR`);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const html = await page.text();
    const loaded = [...html.matchAll(/(?:src|href)="(\/board\/[^"]+)"/g)].map(([, path = '']) => path);
    expect(loaded).toHaveLength(2);
    for (const path of loaded) {
      const file = await fetch(url + path);
      expect(file.status).toBe(200);
      expect(file.headers.get('content-type')).toContain(path.endsWith('.js') ? 'javascript' : 'css');
      expect(file.headers.get('cache-control')).toContain('immutable');
    }
    expect(await readdir(folder)).toHaveLength(3);
  });

  it('lets nothing in from elsewhere', async () => {
    const html = await (await fetch(await served())).text();
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/https?:|\*|unsafe/);
  });

  it('tells who can sign in only where everybody may know', async () => {
    const demo = { studio: 'demo', password: 'a "quoted" <word>', usernames: ['admin'] };
    const told = async (url: string) => /montu-demo" content="([^"]*)"/.exec(await (await fetch(url)).text())?.[1];
    const read = (text: string) => text.replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
    expect(JSON.parse(read((await told(await served(demo))) ?? ''))).toEqual(demo);
    expect(await told(await served())).toBeUndefined();
  });

  it.each([
    ['GET', '/board/none.js'],
    ['GET', '/board/..%2fsecret'],
    ['GET', '/boards'],
    ['POST', '/'],
  ])('is not at %s %s', async (method, path) => {
    expect((await fetch((await served()) + path, { method })).status).toBe(404);
  });
});
