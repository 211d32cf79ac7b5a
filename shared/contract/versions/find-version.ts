import { apiVersion } from '../operation.ts';
import type { ApiVersion } from './version.ts';

/** The version in which operations are declared. */
export const declared: ApiVersion = { name: apiVersion, adapters: new Map(), routes: [] };

/** Loaded by its first use: most functions never need another version than the declared one. */
const others: ReadonlyMap<string, () => Promise<ApiVersion>> = new Map([
  ['v0', async () => (await import('./v0.ts')).v0],
  ['v2', async () => (await import('./v2.ts')).v2],
]);

/** The version of an address; undefined where there is none of that name. What is below no version is as declared. */
export async function versionAt(path: string): Promise<ApiVersion | undefined> {
  const name = /^\/api\/([^/]+)(\/|$)/.exec(path)?.[1];
  return name === undefined || name === apiVersion ? declared : others.get(name)?.();
}
