import { spawnSync } from 'node:child_process';
import { delimiter, resolve } from 'node:path';

/** Runs a command as a build server would: with the project's tools, and neither credentials nor a region. */
export function run(command: string, ...parameters: string[]) {
  const { PATH, HOME } = process.env;
  const env = { PATH: `${resolve('node_modules/.bin')}${delimiter}${PATH}`, HOME };
  return spawnSync(command, parameters, { encoding: 'utf8', env });
}
