import { availableParallelism } from 'node:os';
import { authOperations } from '../shared/contract/auth.ts';
import { allOperations } from '../shared/contract/index.ts';
import { taskOperations } from '../shared/contract/tasks.ts';
import { createCases, refuseMissing } from './cases/all-cases.ts';
import type { Case } from './cases/case.ts';
import { measureAuthorization } from './groups/authorization.ts';
import { measureBoard } from './groups/board.ts';
import { countOperation, type OperationCounts } from './groups/counts.ts';
import { measureFunctions } from './groups/functions.ts';
import { measureImports } from './groups/imports.ts';
import { connect, measureLatency, type OperationLatency } from './groups/latency.ts';
import { measureScale } from './groups/scale.ts';
import { hashing, measureSignIn } from './groups/sign-in.ts';
import { measureSoak } from './groups/soak.ts';
import { measureSocket } from './groups/socket.ts';
import { referenceLoop } from './load/cpu.ts';
import { type BenchOptions, OptionProblem, readOptions, usage } from './options.ts';
import { type Findings, tablesOf } from './report.ts';
import { startStackProcess } from './stack/stack-process.ts';
import { createWorld, type World } from './world.ts';

const thorough = {
  samples: 3,
  latency: { milliseconds: 1_000, rounds: 3, fewest: 15 },
  signIns: 6,
  verifications: 2_000,
  changes: 200,
  importedParts: 100,
  loads: 5,
  scale: {
    sizes: [10_000, 50_000],
    created: 10_000,
    repetitions: 60,
    latency: { milliseconds: 1_000, rounds: 3, fewest: 15 },
  },
};
const quick = {
  samples: 2,
  latency: { milliseconds: 150, rounds: 1, fewest: 3 },
  signIns: 1,
  verifications: 200,
  changes: 20,
  importedParts: 20,
  loads: 1,
  scale: {
    sizes: [1_000, 5_000],
    created: 980,
    repetitions: 10,
    latency: { milliseconds: 150, rounds: 1, fewest: 3 },
  },
};

/** Progress, with the seconds so far; it must not stand among what is piped on. */
const say = (line: string) =>
  process.stderr.write(`${(performance.now() / 1_000).toFixed(0).padStart(4)} s  ${line}\n`);

/** What is only measured when it is asked for. */
async function measureAskedFor(world: World, change: Case, options: BenchOptions): Promise<Partial<Findings>> {
  const { only, sockets, seconds, rate: perSecond } = options;
  const found: Partial<Findings> = {};
  if (only.includes('soak')) found.soak = await measureSoak(world, change, { sockets, seconds, perSecond }, say);
  if (only.includes('board')) found.board = await measureBoard(world, say);
  return found;
}

async function measureStack(options: BenchOptions): Promise<Partial<Findings>> {
  const { only, quick: isQuick, tasks } = options;
  const effort = isQuick ? quick : thorough;
  say(`Starting the stack, with ${tasks} tasks …`);
  const stack = await startStackProcess(tasks);
  try {
    const world = await createWorld(stack);
    const cases = createCases(allOperations, world);
    const caseOf = (operation: (typeof allOperations)[number]) => cases.get(operation) as Case;
    const operations = allOperations.filter(({ id }) => options.operations.includes(id));
    const found: Partial<Findings> = {};
    if (only.includes('counts')) {
      say('Counting calls …');
      const counts: OperationCounts[] = [];
      for (const operation of operations)
        counts.push(await countOperation(world, operation, caseOf(operation), effort.samples));
      found.counts = counts;
    }
    if (only.includes('latency')) {
      const latency: OperationLatency[] = [];
      await connect(world, taskOperations.getTask, caseOf(taskOperations.getTask));
      for (const operation of operations.filter((one) => !hashing.includes(one))) {
        say(`Latency of ${operation.id} …`);
        latency.push(...(await measureLatency(world, operation, caseOf(operation), effort.latency)));
      }
      found.latency = latency;
    }
    if (only.includes('authorization')) {
      say('Authorization …');
      const one = caseOf(taskOperations.getTask);
      found.authorization = await measureAuthorization(world, taskOperations.getTask, one, effort.verifications);
    }
    if (only.includes('sign-in')) {
      say('Sign-in …');
      found.signIn = await measureSignIn(world, authOperations.login, caseOf(authOperations.login), effort.signIns);
    }
    if (only.includes('socket')) {
      say('From change to socket …');
      found.socket = await measureSocket(world, caseOf(taskOperations.updateTask), effort.changes);
    }
    Object.assign(found, await measureAskedFor(world, caseOf(taskOperations.updateTask), options));
    if (only.includes('imports')) {
      say('Importing a large list …');
      found.imports = await measureImports(world, effort.importedParts);
    }
    return found;
  } finally {
    await stack.stop();
  }
}

async function measure(options: BenchOptions): Promise<Findings> {
  const { only, quick: isQuick, tasks } = options;
  refuseMissing(allOperations);
  const context = { node: process.version, cpus: availableParallelism(), tasks, quick: isQuick };
  const before = referenceLoop();
  const found: Findings = { context: { ...context, reference: { before, after: before } } };
  if (only.some((group) => group !== 'functions' && group !== 'scale'))
    Object.assign(found, await measureStack(options));
  if (only.includes('scale')) found.scale = await measureScale((isQuick ? quick : thorough).scale, say);
  if (only.includes('functions')) {
    say('Loading functions …');
    found.functions = await measureFunctions((isQuick ? quick : thorough).loads);
  }
  found.context.reference.after = referenceLoop();
  return found;
}

async function main(args: string[]): Promise<void> {
  const options = readOptions(
    args,
    allOperations.map(({ id }) => id),
  );
  if (!options) return console.log(usage);
  const findings = await measure(options);
  console.log(options.json ? JSON.stringify(findings, undefined, 2) : tablesOf(findings));
}

const [first, tasks] = process.argv.slice(2);
try {
  if (first === 'serve') await (await import('./stack/serve.ts')).serve(Number(tasks));
  else await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof OptionProblem)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
