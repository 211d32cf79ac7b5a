import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { nearest } from '../../shared/domain/suggest.ts';
import { explain } from './explain.ts';
import { OperatorProblem } from './problem.ts';

export const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** `Did you mean "list"? `, or nothing. */
export const suggestion = (given: string, known: readonly string[]): string => nearest(given, known, 'Did you mean');

/** The option that `parseArgs` does not know, in the words of its message. */
const unknownOption = /^Unknown option '(-[^']+)'/;

/**
 * Reads the arguments of a command.
 * @param options what it takes, beside `--help`
 * @param names of its arguments that are no options; each must be there. Without, there may be any
 * @throws OperatorProblem
 */
export function readArguments<const O extends ParseArgsOptionsConfig>(args: string[], options: O, names?: string[]) {
  const { values, positionals } = parse(args, options);
  if (!names) return { values, positionals };
  const missing = names[positionals.length];
  if (missing !== undefined) throw new OperatorProblem(`Say which ${missing} (--help shows the options).`);
  const more = positionals.slice(names.length);
  if (more.length > 0)
    throw new OperatorProblem(`There is more than can be understood: ${more.join(' ')} (--help shows the options).`);
  return { values, positionals };
}

function parse<const O extends ParseArgsOptionsConfig>(args: string[], options: O) {
  try {
    return parseArgs<{ args: string[]; options: O; allowPositionals: true }>({
      args,
      options,
      allowPositionals: true,
    });
  } catch (error) {
    const { message } = error as Error;
    const [, unknown] = unknownOption.exec(message) ?? [];
    if (unknown === undefined) throw new OperatorProblem(`${message} (--help shows the options)`);
    const known = [...Object.keys(options), 'help'].map((name) => `--${name}`);
    throw new OperatorProblem(`There is no option ${unknown}. ${suggestion(unknown, known)}(--help shows them)`);
  }
}

type Command = (args: string[]) => Promise<void>;

const asksForHelp = (args: readonly string[]) => args.includes('--help') || args.includes('-h');

async function run(usage: string, commands: Record<string, Command> | Command, all: string[]): Promise<void> {
  const [name, ...args] = all;
  if (asksForHelp(all)) return say(usage);
  if (typeof commands === 'function') return commands(all);
  if (name === undefined) return say(usage);
  const known = Object.keys(commands);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command)
    throw new OperatorProblem(
      `There is no command ${name}. ${suggestion(name, known)}Choose one of ${known.join(', ')} (--help).`,
    );
  await command(args);
}

/** Does what the command line says, of several commands or one; what cannot be done is one sentence, and exit code 1. */
export async function main(usage: string, commands: Record<string, Command> | Command): Promise<void> {
  try {
    await run(usage, commands, process.argv.slice(2));
  } catch (error) {
    const why = explain(error);
    if (why === undefined) throw error;
    process.stderr.write(`${why}\n`);
    process.exitCode = 1;
  }
}
