import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { RequestHandler } from 'sirv';
import sirv from 'sirv';

const builtDocs = fileURLToPath(new URL('../../dist/docs', import.meta.url));

/**
 * Serves the built documentation below `/docs`, as S3 behind CloudFront does in AWS.
 * @returns whether it did: not where there is no such file, and not for other addresses.
 */
export function createDocs(
  folder = builtDocs,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  let files: RequestHandler | undefined;
  return async (request, response) => {
    const { url = '', method = '' } = request;
    const isDocs = /^\/docs(?=[/?]|$)/.test(url) && (method === 'GET' || method === 'HEAD');
    if (!isDocs) return false;
    if (!files && existsSync(folder)) files = sirv(folder, { etag: true, extensions: ['html'] });
    if (!files) return false;
    const [path = '', query] = url.split('?');
    if (/\/[^/.]+$/.test(path)) {
      // Relative links in a page hold only where its address ends with a slash.
      response.writeHead(301, { location: query === undefined ? `${path}/` : `${path}/?${query}` }).end();
      return true;
    }
    request.url = url.replace(/^\/docs\/?/, '/');
    const missing = new Promise<boolean>((resolve) => files?.(request, response, () => resolve(false)));
    const isServed = await Promise.race([missing, once(response, 'close').then(() => true)]);
    request.url = url;
    return isServed;
  };
}
