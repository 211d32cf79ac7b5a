import { parseArgs } from 'node:util';
import { demoPassword, isThisMachine, usualUrl } from '../this-machine.ts';
import { ImportError } from './import-error.ts';

export const usage = `Loads a Montu JSON database (project_configs.json, tasks.json, versions.json) into a studio, through the
API; or what the API has exported (docs/import.md says how).

  npm run import -- <folder> --studio demo

  --url <address>      of the API; ${usualUrl} unless given
  --studio <name>      needed where the user's name is in several studios
  --username <name>    admin unless given
  --password <text>    or MONTU_PASSWORD; on this machine the demo's password unless given
  --dry-run            says what would happen, and writes nothing
  --verbose            names every record that there is something to say about
  --help               shows this

It can be run again: records that are already there are compared, and only what the source says differently is
changed. What the source says counts, also over a value that was changed in the API since.
Exit code 1 when a record failed, or when the import could not be done.`;

export interface ImportOptions {
  folder: string;
  url: string;
  studio: string | undefined;
  username: string;
  password: string;
  dryRun: boolean;
  verbose: boolean;
}

const flags = {
  url: { type: 'string', default: usualUrl },
  studio: { type: 'string' },
  username: { type: 'string', default: 'admin' },
  password: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: flags, allowPositionals: true });
  } catch (error) {
    throw new ImportError(`${(error as Error).message} (--help shows the options)`);
  }
}

function addressOf(text: string): URL {
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw new ImportError(`--url ${text} is not an http address.`);
  return url;
}

/** Reads the command line; undefined when only help is asked for. */
export function readOptions(args: string[], environment: NodeJS.ProcessEnv): ImportOptions | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const [folder, ...more] = positionals;
  if (folder === undefined) throw new ImportError('Say which folder to import (--help shows the options).');
  if (more.length > 0) throw new ImportError(`Only one folder can be imported at a time, not also ${more.join(', ')}.`);
  const url = addressOf(values.url);
  // nobody's real password is ever guessed
  const password =
    values.password ?? (environment.MONTU_PASSWORD || (isThisMachine(url) ? demoPassword(environment) : undefined));
  if (!password) throw new ImportError('Give the password with MONTU_PASSWORD or --password.');
  return {
    folder,
    url: url.href,
    studio: values.studio,
    username: values.username,
    password,
    dryRun: values['dry-run'],
    verbose: values.verbose,
  };
}
