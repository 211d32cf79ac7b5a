import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Options, RequestHandler } from 'sirv';
import sirv from 'sirv';

/**
 * Answers with a file of a folder, which may be built later.
 * @param path of the file, in place of the request's own
 * @returns whether it did: not where there is no such file.
 */
export type ServeFile = (request: IncomingMessage, response: ServerResponse, path: string) => Promise<boolean>;

/** Serves the files of a folder. */
export function createFiles(folder: string, options: Options): ServeFile {
  let files: RequestHandler | undefined;
  return async (request, response, path) => {
    if (!files && existsSync(folder)) files = sirv(folder, options);
    if (!files) return false;
    const { url } = request;
    request.url = path;
    const missing = new Promise<boolean>((resolve) => files?.(request, response, () => resolve(false)));
    const isServed = await Promise.race([missing, once(response, 'close').then(() => true)]);
    request.url = url;
    return isServed;
  };
}
