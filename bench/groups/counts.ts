import type { Operation } from '../../shared/contract/operation.ts';
import type { Case } from '../cases/case.ts';
import type { RecordedCall, Source } from '../stack/recorder.ts';
import type { World } from '../world.ts';

/** What somebody's calls come to. */
export interface Share {
  calls: number;
  readUnits: number;
  writeUnits: number;
  /** Each call, in order. */
  what: string[];
}

export interface OperationCounts extends Record<Source, Share> {
  operation: string;
  responseBytes: number;
}

export function shareOf(source: Source, calls: readonly RecordedCall[]): Share {
  const own = calls.filter((call) => call.source === source);
  return {
    calls: own.length,
    readUnits: own.reduce((sum, { readUnits }) => sum + readUnits, 0),
    writeUnits: own.reduce((sum, { writeUnits }) => sum + writeUnits, 0),
    what: own.map(({ what }) => what),
  };
}

async function sample(world: World, operation: Operation, { before, request, answered, after }: Case) {
  // what was prepared or undone may still be on its way to those who hear of it
  if (before) await before(0).then(() => world.stack.ask('settled', undefined));
  await world.stack.ask('startRecording', undefined);
  const answer = await world.call(operation, request(0));
  const calls = await world.stack.ask('stopRecording', undefined);
  answered?.(answer, 0);
  if (after) await after(0).then(() => world.stack.ask('settled', undefined));
  return { calls, bytes: answer.bytes };
}

/**
 * What one request of an operation takes on a warm container, and what its event takes afterwards until it is
 * delivered: none of it depends on the machine.
 * @param samples the first fills the caches of a container; where one of them runs out meanwhile, another has fewer calls
 */
export async function countOperation(
  world: World,
  operation: Operation,
  one: Case,
  samples: number,
): Promise<OperationCounts> {
  const taken: Awaited<ReturnType<typeof sample>>[] = [];
  for (let index = 0; index < samples; index += 1) taken.push(await sample(world, operation, one));
  const { calls, bytes } = taken.reduce((least, next) => (next.calls.length < least.calls.length ? next : least));
  return {
    operation: operation.id,
    responseBytes: bytes,
    request: shareOf('request', calls),
    stream: shareOf('stream', calls),
    queue: shareOf('queue', calls),
  };
}
