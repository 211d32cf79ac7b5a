import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { demoPassword, isThisMachine, usualUrl } from '../local/this-machine.ts';

export const scenarios = ['smoke'] as const;

export const usage = `Runs a load test against the stack on this machine, or against a stage.

  npm run load -- smoke
  npm run load -- smoke --stage staging --studio load --username load1 --username load2

  --url <address>      of this machine; ${usualUrl} unless given
  --stage <name>       instead: its address is in MONTU_URL, or in cdk.out/<name>/outputs.json
                       (cdk deploy --outputs-file)
  --studio <name>      where the people are; demo on this machine. Their tasks are changed
  --username <name>    may be repeated; supervisor and coordinator on this machine
  --help               shows this

The password of all of them is in MONTU_PASSWORD; on this machine, the demo's unless it is given.
Exit code 1 when it was too slow, or something went wrong.`;

/** What was asked for cannot be done, and the message says why. */
export class LoadProblem extends Error {}

export interface LoadOptions {
  scenario: (typeof scenarios)[number];
  url: string;
  studio: string;
  usernames: readonly string[];
  password: string;
}

type Variables = Readonly<Record<string, string | undefined>>;
type ReadText = (path: string) => Promise<string>;

const flags = {
  url: { type: 'string' },
  stage: { type: 'string' },
  studio: { type: 'string' },
  username: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: flags, allowPositionals: true });
  } catch (error) {
    throw new LoadProblem(`${(error as Error).message} (--help shows the options)`);
  }
}

function addressOf(text: string): URL {
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol)) throw new LoadProblem(`"${text}" is not an http address.`);
  return url;
}

/** Load on somebody else's machine is an attack, so that another address is used only as a stage of ours. */
function localUrl(text = usualUrl): URL {
  const url = addressOf(text);
  if (isThisMachine(url)) return url;
  throw new LoadProblem(`${text} is not on this machine: load is sent elsewhere only to a stage (--stage).`);
}

/** The address of a stage: of the environment, or what the last deployment has put out. */
async function stageUrl(stage: string, environment: Variables, read: ReadText): Promise<URL> {
  if (!/^[a-z]+$/.test(stage)) throw new LoadProblem(`"${stage}" is not the name of a stage.`);
  if (environment.MONTU_URL) return addressOf(environment.MONTU_URL);
  const path = `cdk.out/${stage}/outputs.json`;
  const text = await read(path).catch(() => {
    throw new LoadProblem(`Give the address of ${stage} in MONTU_URL, or deploy with --outputs-file ${path}.`);
  });
  const stacks = Object.values(JSON.parse(text) as Record<string, Record<string, string>>);
  const url = stacks.map(({ PublicUrl }) => PublicUrl).find((value) => value !== undefined);
  if (url === undefined) throw new LoadProblem(`${path} has no PublicUrl.`);
  return addressOf(url);
}

/** Nobody's real password is guessed: the demo's is only for a stack on this machine. */
function peopleOf(
  values: { stage?: string | undefined; studio?: string | undefined; username?: string[] | undefined },
  environment: Variables,
) {
  if (values.stage === undefined) {
    return {
      studio: values.studio ?? 'demo',
      usernames: values.username ?? ['supervisor', 'coordinator'],
      password: environment.MONTU_PASSWORD || demoPassword(environment),
    };
  }
  const { studio, username: usernames = [] } = values;
  const { MONTU_PASSWORD: password } = environment;
  if (studio === undefined || usernames.length === 0 || !password)
    throw new LoadProblem('For a stage, say who works where: --studio, --username, and MONTU_PASSWORD.');
  return { studio, usernames, password };
}

/** Reads the command line; undefined when only help is asked for. @throws LoadProblem */
export async function readOptions(
  args: string[],
  environment: Variables,
  read: ReadText = (path) => readFile(path, 'utf8'),
): Promise<LoadOptions | undefined> {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const scenario = scenarios.find((name) => name === positionals[0]);
  if (!scenario || positionals.length > 1) throw new LoadProblem(`Say which of these to run: ${scenarios.join(', ')}.`);
  const { url: wished, stage } = values;
  if (wished !== undefined && stage !== undefined) throw new LoadProblem('Give --url or --stage, not both.');
  const url = stage === undefined ? localUrl(wished) : await stageUrl(stage, environment, read);
  return { scenario, url: url.href.replace(/\/+$/, ''), ...peopleOf(values, environment) };
}
