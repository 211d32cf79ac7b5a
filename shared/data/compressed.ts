import { promisify } from 'node:util';
import { gunzip, gzipSync } from 'node:zlib';

const unzip = promisify(gunzip);

/** A value as JSON, as small as it gets. */
export const compressed = (value: unknown): Uint8Array => gzipSync(JSON.stringify(value));

/** What {@link compressed} was made of. */
export async function uncompressed<T>(bytes: Uint8Array): Promise<T> {
  return JSON.parse((await unzip(bytes)).toString()) as T;
}
