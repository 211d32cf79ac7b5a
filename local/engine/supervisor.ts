/**
 * Runs a command for as long as the process that started this one lives. However that process ends, its end of our
 * standard input closes, and the command is ended too: not even SIGKILL leaves it behind.
 */
import { spawn } from 'node:child_process';

// Not `node`, so that a `killall node` ends the parent alone, and this process can still do its work.
process.title = 'montu-engine';

const [command, ...args] = process.argv.slice(2);
if (!command) throw new Error('Usage: supervisor.ts <command> [arguments]');

const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });

let ending = false;
function end() {
  if (ending) return;
  ending = true;
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), 2_000);
}

process.stdin.resume().on('close', end);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
child.on('error', () => process.exit(1));
child.on('exit', (code) => process.exit(ending ? 0 : (code ?? 1)));
