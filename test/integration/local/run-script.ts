import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const running = new Set<ChildProcess>();

export interface Run {
  child: ChildProcess;
  /** The first line so far, of either stream, that has the text in it; fails when the process ends before. */
  line(text: string): Promise<string>;
  /** All lines, once it has ended, and how it did. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; lines: string[] }>;
}

/** Runs a script in a process of its own. */
export function runScript(script: URL, args: string[] = [], env: NodeJS.ProcessEnv = process.env): Run {
  const child = spawn(process.execPath, [fileURLToPath(script), ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let output = '';
  const lines = () => output.split('\n').filter(Boolean);
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const ended = once(child, 'close').then(([code, signal]) => {
    running.delete(child);
    return { code, signal, lines: lines() };
  });
  return {
    child,
    ended,
    async line(text) {
      for (;;) {
        const found = lines().find((line) => line.includes(text));
        if (found) return found;
        if (!running.has(child)) throw new Error(`It ended before it said "${text}":\n${output}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}

/** Ends what a failed test left running. */
export function endScripts(): void {
  for (const child of running) child.kill('SIGKILL');
}
