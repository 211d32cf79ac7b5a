import { type Consumer, consumers } from '../shared/manifest/consumers.ts';
import type { AuthorizationFigures } from './groups/authorization.ts';
import type { BoardFigures } from './groups/board.ts';
import type { OperationCounts, Share } from './groups/counts.ts';
import type { FunctionFigures } from './groups/functions.ts';
import type { ImportFigures } from './groups/imports.ts';
import type { OperationLatency } from './groups/latency.ts';
import type { ScaleFigures } from './groups/scale.ts';
import type { SignInLatency } from './groups/sign-in.ts';
import type { SoakFigures } from './groups/soak.ts';
import type { SocketLatency } from './groups/socket.ts';
import type { CpuSeconds } from './load/cpu.ts';
import { table } from './table.ts';

/** What a run found; groups that were left out are absent. */
export interface Findings {
  context: {
    node: string;
    cpus: number;
    tasks: number;
    quick: boolean;
    /** Of always the same loop, before and after all: how fast a core was. */
    reference: { before: number; after: number };
  };
  counts?: OperationCounts[];
  latency?: OperationLatency[];
  authorization?: AuthorizationFigures;
  signIn?: SignInLatency[];
  socket?: SocketLatency;
  soak?: SoakFigures;
  board?: BoardFigures | undefined;
  imports?: ImportFigures;
  scale?: ScaleFigures[];
  functions?: FunctionFigures[];
}

const milliseconds = (value: number) => value.toFixed(value < 10 ? 2 : 1);
const times = (value: number | undefined) => (value === undefined ? '' : `${value.toFixed(1)}×`);
const kilobytes = (bytes: number) => (bytes / 1024).toFixed(1);

/** The functions that read the stream, or the queue. */
function consumersOf(source: Consumer['source']): string {
  const ids = Object.entries<Consumer>(consumers).flatMap(([id, consumer]) => (consumer.source === source ? [id] : []));
  return ids.join(', ');
}

const shareCells = ({ calls, readUnits, writeUnits }: Share) =>
  calls === 0 ? ['', '', ''] : [String(calls), String(readUnits), String(writeUnits)];

function countTable(counts: readonly OperationCounts[]): string {
  const heads = ['calls', 'RU', 'WU'];
  const of = (who: string) => heads.map((head) => `${who} ${head}`);
  const [stream, queue] = [consumersOf('stream'), consumersOf('queue')];
  const rows = counts.map(({ operation, responseBytes, request, stream, queue }) => [
    ...[operation, ...shareCells(request), String(responseBytes)],
    ...[...shareCells(stream), ...shareCells(queue)],
  ]);
  const known = counts.flatMap(({ operation, ...shares }) =>
    (['request', 'stream', 'queue'] as const).flatMap((source) => {
      const who = { request: operation, stream: `  ${stream}`, queue: `  ${queue}` }[source];
      return shares[source].calls > 0 ? [`${who}: ${shares[source].what.join(' · ')}`] : [];
    }),
  );
  const head = ['a request on a warm container', ...heads, 'bytes', ...of(stream), ...of(queue)];
  return [table(head, rows), '', ...known].join('\n');
}

function latencyTable(latency: readonly OperationLatency[]): string {
  const head = ['ms', 'clients', 'p50', 'p95', 'p99', '/s', 'raw p50', 'p95', 'p99', '÷ p50', 'p95', 'p99', 'n'];
  const rows = latency.map(({ operation, clients, api, raw, ratio }) => [
    ...[operation, String(clients), milliseconds(api.p50), milliseconds(api.p95), milliseconds(api.p99)],
    api.perSecond.toFixed(0),
    ...(raw ? [raw.p50, raw.p95, raw.p99].map(milliseconds) : ['', '', '']),
    ...[times(ratio?.p50), times(ratio?.p95), times(ratio?.p99), String(api.count)],
  ]);
  return table(head, rows);
}

function signInTable(signIn: readonly SignInLatency[]): string {
  const rows = signIn.map(({ clients, api, hash, ratio }) => [
    ...[String(clients), milliseconds(api.p50), milliseconds(api.p95), milliseconds(hash.p50), times(ratio)],
    String(api.count),
  ]);
  return table(['sign-in, clients', 'p50 ms', 'p95 ms', 'hash alone', '÷ p50', 'n'], rows);
}

function authorizationTable({ first, next, verification }: AuthorizationFigures): string {
  const row = (name: string, { calls, readUnits, what }: AuthorizationFigures['first']) => [
    ...[name, String(calls), String(readUnits), what.join(', ')],
  ];
  const counted = table(
    ['getTask, with its authorization', 'calls', 'RU', ''],
    [row('the first in 4 s', first), row('the next', next)],
  );
  const { p50, p99, count } = verification;
  const verified = [['one, in a process of its own', milliseconds(p50), milliseconds(p99), String(count)]];
  return `${counted}\n\n${table(['verification of a token', 'p50 ms', 'p99 ms', 'n'], verified)}`;
}

function socketTable({ changes, afterAnswer, afterRequest }: SocketLatency): string {
  const row = (name: string, { p50, p95, p99 }: SocketLatency['afterAnswer']) => [
    name,
    ...[p50, p95, p99].map(milliseconds),
    String(changes),
  ];
  return table(
    ['change to socket, ms', 'p50', 'p95', 'p99', 'n'],
    [row('from the answer to the change', afterAnswer), row('from the request', afterRequest)],
  );
}

/** Where the time of the cores went. */
function cpuLine({ clients, stack, engine, seconds }: CpuSeconds & { seconds: number }, cpus: number): string {
  const share = (used: number) => `${((100 * used) / seconds / cpus).toFixed(0)} %`;
  const rest = Math.max(0, seconds * cpus - clients - stack - engine);
  return (
    `of ${cpus} cores in ${seconds.toFixed(0)} s: engine ${share(engine)}, functions and gateway ${share(stack)}, ` +
    `clients ${share(clients)}, idle or busy with other work ${share(rest)}`
  );
}

function soakTables({ runs, reconnects }: SoakFigures, cpus: number): string {
  const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(1);
  const rows = runs.map((run) => [
    ...[run.sockets, run.seconds.toFixed(0), run.perSecond.toFixed(1), run.p50, run.p95, run.p99, run.lost],
    ...[
      run.postsPerChange.toFixed(2),
      run.repeated,
      run.resumes,
      run.reconnects,
      megabytes(run.memoryBefore),
      megabytes(run.memoryAfter),
    ],
  ]);
  const heads = [
    ...['soak, sockets', 's', 'changes/s', 'p50 ms', 'p95 ms', 'p99 ms', 'lost'],
    ...['posts a change and socket', 'repeated', 'resumes', 'reconnects', 'MB before', 'MB after'],
  ];
  const { sockets, missed, milliseconds: took, each } = reconnects;
  const again =
    `${sockets} sockets cut at once and opened again at once, ${missed} changes later: all caught up after ` +
    `${took.toFixed(0)} ms (the median one after ${each.p50.toFixed(0)} ms)`;
  const shares = runs.map((run) => `${run.sockets} sockets, ${cpuLine(run.cpu, cpus)}`);
  const counted = table(
    heads,
    rows.map((row) => row.map(String)),
  );
  return [counted, shares.join('\n'), again].join('\n\n');
}

function boardTable({ tasks, opened, drawn, frames }: BoardFigures): string {
  const rows = frames.map(({ way, p50, p95, worst, busy, count }) => [
    ...[way, p50.toFixed(1), p95.toFixed(1), worst.toFixed(1), busy.toFixed(1), String(count)],
  ]);
  const also =
    `Opened with ${tasks} tasks in ${opened.toFixed(0)} ms; a change of status by key drawn after ` +
    `${drawn.toFixed(0)} ms`;
  return `${table(['board, ms between frames', 'p50', 'p95', 'worst', 'computing a frame', 'n'], rows)}\n\n${also}`;
}

function importTable({ rows, seconds, rawSeconds, ratio, counted }: ImportFigures): string {
  const speed = (name: string, taken: number) => [name, String(rows), taken.toFixed(1), (rows / taken).toFixed(0)];
  const took = table(
    ['an import, a task a row', 'rows', 's', 'rows/s', '÷ raw'],
    [
      [...speed('through the API', seconds), times(ratio)],
      [...speed('the same transactions raw', rawSeconds), ''],
    ],
  );
  const share = (name: string, { calls, readUnits, writeUnits }: Share) => [
    ...[name, String(calls), String(readUnits), String(writeUnits)],
    ((readUnits + writeUnits) / counted.rows).toFixed(1),
  ];
  const head = [`an import of ${counted.rows} rows`, 'calls', 'RU', 'WU', 'units a row'];
  const units = table(head, [share('itself', counted.request), share('what follows', counted.stream)]);
  return `${took}\n\n${units}`;
}

function scaleTables({ tasks, pages, cold, rates, creation }: ScaleFigures, cpus: number): string {
  const rows = pages.map(({ name, calls, readUnits, unitsAllowed, bytes, p50, ratio }) => [
    ...[name, String(calls), String(readUnits), String(unitsAllowed), String(bytes), milliseconds(p50), times(ratio)],
  ]);
  const first =
    `The first list that no index holds: ${milliseconds(cold.milliseconds)} ms, ${cold.calls} calls, ` +
    `${cold.readUnits} RU, ${cold.megabytes.toFixed(1)} MB of memory from then on`;
  const created =
    creation &&
    `${creation.tasks} tasks created in ${creation.seconds.toFixed(1)} s by ${creation.clients} clients; a bulk ` +
      `${milliseconds(creation.api.p50)} ms, the same transaction raw ${milliseconds(creation.raw.p50)} ms ` +
      `(${times(creation.api.p50 / creation.raw.p50)})\nuntil the last of them was told on the feed, ` +
      cpuLine(creation.cpu, cpus);
  const head = [`${tasks} tasks, a page of 50`, 'calls', 'RU', 'at most', 'bytes', 'p50 ms', '÷ raw'];
  return [table(head, rows), first, latencyTable(rates), created].filter((part) => part !== undefined).join('\n\n');
}

function functionTable(functions: readonly FunctionFigures[]): string {
  const rows = functions.map(({ id, bytes, gzipBytes, loadMs, processMs, ratio }) => [
    ...[id, kilobytes(bytes), kilobytes(gzipBytes), milliseconds(loadMs), milliseconds(processMs), times(ratio)],
  ]);
  return table(['function', 'KB', 'KB gzip', 'load ms', 'process ms', '÷ empty'], rows);
}

/** The findings as tables for a terminal. */
export function tablesOf({
  context,
  counts,
  latency,
  authorization,
  signIn,
  socket,
  soak,
  board,
  imports,
  scale,
  functions,
}: Findings): string {
  const tables = [
    counts && countTable(counts),
    latency && latencyTable(latency),
    authorization && authorizationTable(authorization),
    signIn && signInTable(signIn),
    socket && socketTable(socket),
    soak && soakTables(soak, context.cpus),
    board && boardTable(board),
    imports && importTable(imports),
    scale?.map((figures) => scaleTables(figures, context.cpus)).join('\n\n'),
    functions && functionTable(functions),
    `${context.cpus} cores; the reference loop took ${milliseconds(context.reference.before)} ms of one before, ` +
      `${milliseconds(context.reference.after)} ms after`,
  ];
  return tables.filter((part) => part !== undefined).join('\n\n');
}
