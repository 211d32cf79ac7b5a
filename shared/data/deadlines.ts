import type { Project } from '../contract/projects.ts';
import { type DueTask, deadlineOccasion, deadlineSpan } from '../domain/deadlines.ts';
import { type Occasion, occasionId } from '../domain/notifications.ts';
import { portionsOf } from '../domain/portions.ts';
import { tellOccasions } from './deliver-events.ts';
import { keys } from './keys.ts';
import { peopleOf } from './people.ts';
import { epochAfter, getItems, type Item, queryAll, transact } from './table.ts';
import { partitionOf, taskKind } from './tasks.ts';

/** Longer than a deadline is told of. */
const toldSeconds = 4 * 24 * 3600;
/** A transaction has 100 actions. */
const together = 100;

const toldKey = (studio: string, occasion: Occasion) =>
  keys.deadlineTold(studio, occasion.entityId, occasionId(occasion));

async function dueIn(studio: string, projectId: string, now: Date): Promise<DueTask[]> {
  const range = { attribute: 'dueAt', ...deadlineSpan(now) };
  const equals = { studio, taskOf: partitionOf(projectId, false) };
  const [items, people] = await Promise.all([
    queryAll<Item & DueTask>({ index: 'tasksByDeadline', equals, range }),
    peopleOf(studio),
  ]);
  const { about } = taskKind(people);
  return items.map((item) => ({ ...item, about: about(item).about }));
}

/**
 * Tells of a project's deadlines that are near or have passed, each person once of each deadline: what was told is put
 * down with the task, and what was told when that could not be put down any more, the inboxes know.
 * @returns how many deadlines were told
 */
export async function tellDeadlines(studio: string, project: Project, now = new Date()): Promise<number> {
  const due = await dueIn(studio, project.id, now);
  const occasions = due.flatMap((task) => deadlineOccasion(studio, task, project, now) ?? []);
  const known = await getItems<Item>(occasions.map((occasion) => toldKey(studio, occasion)));
  const toldOf = new Set(known.map(({ pk, sk }) => pk + sk));
  const fresh = occasions.filter((occasion) => {
    const { pk, sk } = toldKey(studio, occasion);
    return !toldOf.has(pk + sk);
  });
  const expiresAtEpoch = epochAfter(toldSeconds);
  for (const some of portionsOf(fresh, together)) {
    await tellOccasions(studio, project.id, some);
    await transact(some.map((occasion) => ({ Put: { Item: { ...toldKey(studio, occasion), expiresAtEpoch } } })));
  }
  return fresh.length;
}
