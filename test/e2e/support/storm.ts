import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../../local/unkind/profile.ts';
import { keys } from '../../../shared/data/keys.ts';
import { newStudio, type Person } from './studio.ts';

/** How a client writes: without looking, on the condition that nobody wrote meanwhile, or as `onConflict` says. */
export type Mode = 'plain' | 'checked' | 'merge' | 'replace' | 'overwrite';

/** One write of a client, and what it was told of it. */
export interface Attempt {
  mode: Mode;
  taskId: string;
  by: string;
  /** The revision that it had read. */
  seen?: number;
  /** The field, or member of `customFields`, that it wrote, and the value, which nobody else writes. */
  part: string;
  value: unknown;
  /** What only this write brings. */
  mark: string;
  status: number;
  /** Of a write that was acknowledged. */
  revision?: number;
  answered?: unknown;
  /** Of one that was refused. */
  currentRevision?: number;
  conflicts?: string[];
}

/** What anybody writes; few, so that they meet. `versions` grows, and only by who has read all of it. */
const freeParts = ['milestoneNote', 'filename', 'mediaFilePath', 'customFields.lens', 'customFields.rig'];

export const modes: Mode[] = ['plain', 'checked', 'merge', 'replace', 'overwrite'];
const mostTries = 8;

type Fields = Record<string, unknown> & { customFields: Record<string, unknown> };

/** As a body of PATCH, on top of what PUT sends beside it. */
function bodyOf(part: string, value: unknown, whole?: Fields): object {
  const [field = '', member] = part.split('.');
  return { ...whole, [field]: member === undefined ? value : { ...whole?.customFields, [member]: value } };
}

export function valueAt(record: Record<string, unknown>, part: string): unknown {
  const [field = '', member] = part.split('.');
  return member === undefined ? record[field] : (record[field] as Record<string, unknown>)?.[member];
}

/** A studio of twenty people who may write everything. */
export async function newStormyStudio() {
  const studio = await newStudio();
  await studio.project('STORM', { customFields: { lens: { type: 'text' }, rig: { type: 'text' } } });
  const people = await Promise.all(Array.from({ length: 20 }, () => studio.person('coordinator')));
  return {
    ...{ name: studio.name, people },
    tasks: (sequence: string, count: number): Promise<string[]> =>
      Promise.all(
        Array.from({ length: count }, async (_, index) => (await studio.task('STORM', `SH${index}`, { sequence })).id),
      ),
    /** Everything about a task, as it is stored. */
    async rowsOf(taskId: string) {
      const { queryAll } = await import('../../../shared/data/table.ts');
      return queryAll<Record<string, unknown>>({ equals: { pk: keys.task(studio.name, taskId).pk } });
    },
  };
}

/**
 * Lets clients write the same few tasks at once, each in every mode in turn.
 * @returns everything that was tried
 */
export async function storm(options: {
  people: readonly Person[];
  taskIds: readonly string[];
  rounds: number;
  seed: number;
}): Promise<Attempt[]> {
  const { people, taskIds, rounds, seed } = options;
  const attempts: Attempt[] = [];
  let last = 0;

  async function client(person: Person, number: number) {
    const random = createRandom(seed + number);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

    async function read(taskId: string): Promise<Fields & { revision: number }> {
      const { status, body } = await person.api('GET', `/tasks/${taskId}`);
      if (status !== 200) throw new Error(`A task could not be read: ${JSON.stringify(body)}`);
      return body.data;
    }

    async function write(mode: Mode, taskId: string): Promise<Attempt> {
      last += 1;
      const own = last;
      const seen = mode === 'plain' ? undefined : await read(taskId);
      // time for others to come between
      if (seen) await sleep(random() * 40);
      const mark = mode === 'checked' ? `v${own}` : `mark ${own}`;
      const part = mode === 'checked' ? 'versions' : pick(freeParts);
      const value = mode === 'checked' ? [...((seen?.versions as string[]) ?? []), mark] : mark;
      const onConflict = { plain: 'fail', checked: 'fail', merge: 'merge', replace: 'merge', overwrite: 'overwrite' }[
        mode
      ];
      const { status, body } = await person.api(
        mode === 'replace' ? 'PUT' : 'PATCH',
        `/tasks/${taskId}?onConflict=${onConflict}`,
        {
          body: bodyOf(part, value, mode === 'replace' ? seen : undefined),
          headers: seen ? { 'if-match': `"${seen.revision}"` } : {},
        },
      );
      return {
        ...{ mode, taskId, by: person.id, part, value, mark, status },
        ...(seen && { seen: seen.revision }),
        ...(status === 200 && { revision: body.data.revision, answered: valueAt(body.data, part) }),
        ...(status === 412 && {
          currentRevision: body.error.currentRevision,
          conflicts: body.error.conflicts.map(({ field }: { field: string }) => field),
        }),
      };
    }

    for (let round = 0; round < rounds; round++) {
      const mode = modes[(number + round) % modes.length] as Mode;
      const taskId = pick(taskIds);
      for (let tries = 1, done = false; !done; tries++) {
        const attempt = await write(mode, taskId);
        attempts.push(attempt);
        done = mode !== 'checked' || attempt.status !== 412 || tries === mostTries;
      }
    }
  }

  await Promise.all(people.map(client));
  return attempts;
}
