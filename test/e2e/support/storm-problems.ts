import { isDeepStrictEqual } from 'node:util';
import type { ProjectEvent } from '../../../shared/domain/events.ts';
import { problemsOfHistory, storedTask } from '../../support/history.ts';
import { type Attempt, valueAt } from './storm.ts';

/** The parts that an event changed: fields, and the members of `customFields`. */
function touched({ changes }: ProjectEvent): string[] {
  return Object.entries(changes).flatMap(([field, { from, to }]) => {
    if (field !== 'customFields') return [field];
    const [before, after] = [from, to].map((value) => (value ?? {}) as Record<string, unknown>) as [object, object];
    const members = Object.keys({ ...before, ...after }).map((member) => `customFields.${member}`);
    return members.filter(
      (part) => !isDeepStrictEqual(valueAt({ customFields: before }, part), valueAt({ customFields: after }, part)),
    );
  });
}

const after = (event: ProjectEvent) =>
  Object.fromEntries(Object.entries(event.changes).map(([field, { to }]) => [field, to]));

function problemsOfAcknowledged(attempt: Attempt, events: readonly ProjectEvent[]): string[] {
  const { mode, revision = 0, seen = 0, part, value, by } = attempt;
  const event = events.find((one) => one.revision === revision);
  if (!event) return ['has no event'];
  const between = events.filter((one) => one.revision > seen && one.revision < revision);
  const isMerge = mode === 'merge' || mode === 'replace';
  return [
    !isDeepStrictEqual(attempt.answered, value) && 'was answered with another value',
    event.actor.userId !== by && 'is not what stands at its revision',
    !isDeepStrictEqual(valueAt(after(event), part), value) && 'is not in the event of its revision',
    !isDeepStrictEqual(touched(event), [part]) && `changed ${touched(event)}`,
    mode === 'checked' && revision !== seen + 1 && `went over ${between.length} others`,
    isMerge && between.some((one) => touched(one).includes(part)) && 'went over what others did to the same',
  ].filter((problem) => problem !== false);
}

function problemsOfRefused(attempt: Attempt, events: readonly ProjectEvent[]): string[] {
  const { mode, seen = 0, currentRevision = 0, conflicts = [], part, mark } = attempt;
  const between = events.filter((one) => one.revision > seen && one.revision <= currentRevision);
  const others = between.some((one) => touched(one).includes(part));
  const isWritten = events.some((one) => JSON.stringify(after(one)).includes(`"${mark}"`));
  return [
    isWritten && 'was written all the same',
    currentRevision <= seen && 'was refused for nothing',
    !isDeepStrictEqual(conflicts, others ? [part] : []) && `was told of conflicts in [${conflicts}]`,
    mode !== 'checked' && conflicts.length === 0 && 'could have been merged',
    (mode === 'plain' || mode === 'overwrite') && 'is of a kind that is never refused',
  ].filter((problem) => problem !== false);
}

/**
 * What is wrong after a storm: events that do not lead to the stored state, revisions that are not dense, acknowledged
 * writes that are not the event at their revision, refused ones that were written, events that nobody was told of.
 */
export async function problemsAfter(
  attempts: readonly Attempt[],
  studio: string,
  rowsOf: (taskId: string) => Promise<Record<string, unknown>[]>,
): Promise<string[]> {
  const problems: string[] = [];
  for (const [taskId, mine] of Map.groupBy(attempts, (attempt) => attempt.taskId)) {
    const rows = await rowsOf(taskId);
    const table = { all: async () => rows };
    const { item, events } = await storedTask(table, studio, taskId);
    const say = (of: string, found: readonly string[]) =>
      problems.push(...found.map((one) => `${taskId}: ${of} ${one}`));

    say('its history:', await problemsOfHistory(table, studio, taskId));
    const acknowledged = mine.filter(({ status }) => status === 200);
    for (const attempt of mine) {
      const name = `${attempt.mode} "${attempt.mark}"`;
      if (attempt.status === 200) say(name, problemsOfAcknowledged(attempt, events));
      else if (attempt.status === 412) say(name, problemsOfRefused(attempt, events));
      // too many races: nothing was written, and the client was told to try again
      else if (attempt.status !== 503) say(name, [`was answered with ${attempt.status}`]);
    }
    if (events.length !== 1 + acknowledged.length)
      say('it', [`has ${events.length} events, of a creation and ${acknowledged.length} acknowledged writes`]);
    const kept = item?.versions as string[] | undefined;
    const lost = acknowledged.filter(({ mode, mark }) => mode === 'checked' && !kept?.includes(mark));
    say(
      'it',
      lost.map(({ mark }) => `has lost ${mark}`),
    );
  }
  return problems;
}
