import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { createFiles, type ServeFile } from './files.ts';

export interface BoardOptions {
  /** Makes it, and gives the folder that it is in; asked once, when somebody opens the board. */
  build: () => Promise<string>;
  /** Who can sign in, where everybody may know. */
  demo?: { studio: string; password: string; usernames: readonly string[] } | undefined;
}

const escaped = (text: string) => text.replaceAll(/[&"<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The names of built files tell their content. */
const files = { etag: true, immutable: true, maxAge: 365 * 24 * 3_600 };

/**
 * Serves the reference board at `/`, and what it needs below `/board`.
 * @returns whether it did: not for other addresses.
 */
export function createBoard({ build, demo }: BoardOptions) {
  let made: Promise<{ folder: string; serve: ServeFile }> | undefined;
  const board = () => (made ??= build().then((folder) => ({ folder, serve: createFiles(folder, files) })));
  const hint = demo ? `<meta name="montu-demo" content="${escaped(JSON.stringify(demo))}">\n</head>` : '</head>';

  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const { url = '', method = '' } = request;
    const [path = ''] = url.split('?');
    if (method !== 'GET' && method !== 'HEAD') return false;
    if (path !== '/' && !path.startsWith('/board/')) return false;
    const { folder, serve } = await board();
    if (path !== '/') return serve(request, response, path.slice('/board'.length));
    const page = await readFile(join(folder, 'index.html'), 'utf8');
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' });
    response.end(method === 'HEAD' ? undefined : page.replace('</head>', () => hint));
    return true;
  };
}
