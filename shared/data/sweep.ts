import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { logger } from '../platform/logger.ts';
import { dynamo, tableName } from './client.ts';
import { deliverEvents } from './deliver-events.ts';
import { type Key, keys } from './keys.ts';
import { readEvent, type StoredEvent } from './stream.ts';
import { getItem, getItems, type Item, queryPage } from './table.ts';

/** Younger events may be on their way through the stream. */
const graceMs = 10 * 60_000;
/** So many that cannot be numbered are kept apart; with more, a sweep does not go on past them. */
const maxLeft = 100;

/** How far a project is swept. */
interface Mark {
  /** Of the last event that was looked at. */
  occurred: string;
  /** Events before that which could not be numbered, and are tried again each time. */
  left: Key[];
}

/** What a sweep of a project found. */
export interface Swept {
  /** Events that have a number only now. */
  numbered: number;
  /** Events that still have none. */
  left: number;
  /** When the oldest of both was written. */
  oldest: string | undefined;
}

type EventItem = Item & { kind?: string; at: string; occurred: string; feedSeq?: number };

const keyOf = ({ pk, sk }: Key): Key => ({ pk, sk });

/** Whether it could be delivered. */
async function delivered(items: readonly EventItem[]): Promise<boolean> {
  try {
    await deliverEvents(items.map((item): StoredEvent => readEvent(item)));
    return true;
  } catch (error) {
    const [{ pk, sk } = { pk: '', sk: '' }] = items;
    logger.warn('not swept', { pk, sk, events: items.length, error: error as Error });
    return false;
  }
}

/** Delivers all of them together; where that fails, each by itself. @returns those that could not be */
async function deliverEach(items: readonly EventItem[]): Promise<EventItem[]> {
  if (items.length === 0 || (await delivered(items))) return [];
  const left: EventItem[] = [];
  for (const item of items) if (!(await delivered([item]))) left.push(item);
  return left;
}

/**
 * Delivers the events of a project that have no number though they are older than ten minutes. It begins where the last
 * sweep stopped, so each event is looked at once, however long nothing was swept.
 * @param mayGoOn asked before each further page; what it leaves is for the next sweep
 * @param pageEvents how many are looked at together
 */
export async function sweepProject(
  studio: string,
  projectId: string,
  mayGoOn: () => boolean,
  pageEvents = 300,
): Promise<Swept> {
  const key = keys.sweep(studio, projectId);
  const before = new Date(Date.now() - graceMs).toISOString();
  let { occurred, left } = (await getItem<Mark>(key)) ?? { occurred: '', left: [] };
  const swept: Swept = { numbered: 0, left: left.length, oldest: undefined };
  let next: unknown;
  do {
    // a range that ends before it begins is refused
    const { items: page, next: more } =
      occurred < before
        ? await queryPage<EventItem>({
            ...{ index: 'eventsByProject', equals: { studio, eventsOf: projectId }, limit: pageEvents },
            range: { attribute: 'occurred', after: occurred, before },
          })
        : { items: [], next: undefined };
    if (page.length + left.length === 0) break;
    // the index does not know of numbers
    const items = await getItems<EventItem>([...left, ...page.map(keyOf)]);
    const unnumbered = items
      .filter(({ kind, feedSeq }) => kind === 'event' && feedSeq === undefined)
      .sort((a, b) => (a.occurred < b.occurred ? -1 : 1));
    const failed = await deliverEach(unnumbered);
    swept.numbered += unnumbered.length - failed.length;
    swept.left = failed.length;
    swept.oldest = [swept.oldest, unnumbered[0]?.at].filter((at) => at !== undefined).sort()[0];
    if (failed.length > maxLeft) break;
    occurred = page.at(-1)?.occurred ?? occurred;
    left = failed.map(keyOf);
    // two sweeps at once may put down either's: what a mark leaves out was looked at, or will be
    await dynamo().send(new PutCommand({ TableName: tableName(), Item: { ...key, occurred, left } }));
    next = more;
  } while (next !== undefined && mayGoOn());
  return swept;
}
