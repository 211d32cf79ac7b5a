import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createFiles } from './files.ts';

const builtDocs = fileURLToPath(new URL('../../dist/docs', import.meta.url));

/**
 * Serves the built documentation below `/docs`, as S3 behind CloudFront does in AWS.
 * @returns whether it did: not where there is no such file, and not for other addresses.
 */
export function createDocs(
  folder = builtDocs,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  const serve = createFiles(folder, { etag: true, extensions: ['html'] });
  return async (request, response) => {
    const { url = '', method = '' } = request;
    const isDocs = /^\/docs(?=[/?]|$)/.test(url) && (method === 'GET' || method === 'HEAD');
    if (!isDocs || !existsSync(folder)) return false;
    const [path = '', query] = url.split('?');
    if (/\/[^/.]+$/.test(path)) {
      // Relative links in a page hold only where its address ends with a slash.
      response.writeHead(301, { location: query === undefined ? `${path}/` : `${path}/?${query}` }).end();
      return true;
    }
    return serve(request, response, url.replace(/^\/docs\/?/, '/'));
  };
}
