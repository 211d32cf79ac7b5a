import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Seconds of one core that the parts of a measurement have used since they began. */
export interface CpuSeconds {
  /** This process: all clients. */
  clients: number;
  /** The process with functions, gateway and readers of stream and queue. */
  stack: number;
  /** DynamoDB Local. */
  engine: number;
}

/** `1-02:03:04`, `02:03:04` or `03:04.56`, in seconds. */
function secondsOf(time: string): number {
  const [clock = '', days = '0'] = time.split('-').reverse();
  return clock.split(':').reduce((sum, part) => sum * 60 + Number(part), Number(days) * 24);
}

/** @param stackPid of the process with the stack, whose only descendants are the engine and what watches over it */
export async function cpuSeconds(stackPid: number): Promise<CpuSeconds> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,time=']);
  const processes = stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [pid, parent, time = ''] = line.trim().split(/\s+/);
      return { pid: Number(pid), parent: Number(parent), seconds: secondsOf(time) };
    });
  const under = (parent: number): number =>
    processes.filter((each) => each.parent === parent).reduce((sum, { pid, seconds }) => sum + seconds + under(pid), 0);
  const { user, system } = process.cpuUsage();
  return {
    clients: (user + system) / 1e6,
    stack: processes.find(({ pid }) => pid === stackPid)?.seconds ?? 0,
    engine: under(stackPid),
  };
}

/** What was used between two looks. */
export const usedSince = (before: CpuSeconds, now: CpuSeconds): CpuSeconds => ({
  clients: now.clients - before.clients,
  stack: now.stack - before.stack,
  engine: now.engine - before.engine,
});

/** How fast a core is at this moment: milliseconds of its time that always the same loop takes. */
export function referenceLoop(): number {
  const before = process.cpuUsage();
  let state = 1;
  for (let step = 0; step < 1e8; step += 1) state = (state * 31 + step) | 0;
  const { user } = process.cpuUsage(before);
  // so that the loop is not left out
  return state === 0 ? 0 : user / 1_000;
}
