import { parseArgs } from 'node:util';

/** What is only measured when it is asked for. */
const askedFor = ['soak', 'board'] as const;
export const groups = [
  'counts',
  'latency',
  'authorization',
  'sign-in',
  'socket',
  'imports',
  'scale',
  'functions',
] as const;
export type Group = (typeof groups)[number] | (typeof askedFor)[number];

export interface BenchOptions {
  only: readonly Group[];
  operations: readonly string[];
  quick: boolean;
  json: boolean;
  tasks: number;
  /** How many sockets listen in each soak. */
  sockets: readonly number[];
  /** How long each soak goes on. */
  seconds: number;
  /** Changes a second in a soak. */
  rate: number;
}

export const usage = `Measures every operation of the API on this machine.

  npm run bench
  npm run bench -- --quick --only counts --operation updateTask

  --only <group>      ${groups.join(', ')}; may be repeated;
                      only when asked for: soak, many sockets under many changes, and
                      board, frames of the reference board (with --tasks 2000) in a Chromium
  --operation <id>    counts and latency of this one alone; may be repeated
  --tasks <number>    in the project that is measured; 1000 unless given, at least 400
  --sockets <number>  in a soak; may be repeated; 50, then 500 unless given, 10 with --quick, 1000 at most
  --seconds <number>  of each soak; 60 unless given, 5 with --quick, 600 at most
  --rate <number>     changes a second in a soak; 100 unless given
  --quick             fewer repetitions and smaller projects
  --json              JSON instead of tables, and nothing else, on standard output
  --help              shows this`;

/** As many as have an event (`announced` in the seed), or are changed at once. */
const fewestTasks = 400;

const flags = {
  only: { type: 'string', multiple: true, default: [] as string[] },
  operation: { type: 'string', multiple: true, default: [] as string[] },
  tasks: { type: 'string', default: '1000' },
  sockets: { type: 'string', multiple: true },
  seconds: { type: 'string' },
  rate: { type: 'string', default: '100' },
  quick: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** What was asked for cannot be done, and the message says why. */
export class OptionProblem extends Error {}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: flags }).values;
  } catch (error) {
    throw new OptionProblem(`${(error as Error).message} (--help shows the options)`);
  }
}

function isGroup(name: string): name is Group {
  return ([...groups, ...askedFor] as readonly string[]).includes(name);
}

function wholeNumber(option: string, text: string, most: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new OptionProblem(`${option} ${text} is not a whole number from 1 to ${most}.`);
}

/** Reads the command line; undefined when only help is asked for. @throws OptionProblem */
export function readOptions(args: string[], operationIds: readonly string[]): BenchOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  const noGroup = values.only.find((name) => !isGroup(name));
  if (noGroup !== undefined)
    throw new OptionProblem(`There is no group "${noGroup}", only ${[...groups, ...askedFor].join(', ')}.`);
  const noOperation = values.operation.find((id) => !operationIds.includes(id));
  if (noOperation !== undefined) throw new OptionProblem(`There is no operation "${noOperation}".`);
  const tasks = Number(values.tasks);
  if (!Number.isInteger(tasks) || tasks < fewestTasks)
    throw new OptionProblem(`--tasks ${values.tasks} is not a whole number of at least ${fewestTasks}.`);
  return {
    only: values.only.length > 0 ? values.only.filter(isGroup) : groups,
    operations: values.operation.length > 0 ? values.operation : operationIds,
    ...{ quick: values.quick, json: values.json, tasks },
    sockets: (values.sockets ?? (values.quick ? ['10'] : ['50', '500'])).map((text) =>
      wholeNumber('--sockets', text, 1_000),
    ),
    seconds: wholeNumber('--seconds', values.seconds ?? (values.quick ? '5' : '60'), 600),
    rate: wholeNumber('--rate', values.rate, 1_000),
  };
}
