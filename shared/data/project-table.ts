import {
  type ListContext,
  type Ordered,
  ordered,
  reordered,
  type TaskOrder,
  type TaskRow,
} from '../domain/task-list.ts';
import { Cache } from '../platform/cache.ts';
import { logger } from '../platform/logger.ts';
import { type Item, queryAll } from './table.ts';
import { partitionOf } from './tasks.ts';

/** Rows kept in a container; a task takes about 4 KB of memory. */
const maxRows = 120_000;
/** How old the last look for changes may be. */
const freshMs = 1_000;
/** What was looked at in this time is asked for little by the next look; what was not may have changed as a whole. */
const warmMs = 60_000;
/** Among more, rows that few filters fit may take longer to find here than a query takes. */
const quickRows = 20_000;
/** Pages of indexes that a project may take here within ten minutes before its table is worth being loaded. */
const pagesBeforeLoad = 100;
/**
 * How far each look reaches back behind the one before: clocks of containers differ, a write is retried for seconds
 * after it took its time, and the index lags.
 */
const overlapMs = 10_000;

type Row = Item & TaskRow;

/** Rows in an order, and what of them changed since. */
interface KeptOrder {
  context: string;
  rows: Ordered;
  changed: Map<string, Row | undefined>;
}

/** The live (or the archived) tasks of one project, in memory. Throwing it away loses nothing. */
class ProjectTable {
  readonly #rows = new Map<string, Row>();
  readonly #orders = new Map<string, KeptOrder>();
  readonly #archived: boolean;
  #artists: readonly (string | undefined)[] | undefined;
  /** Until when changes were asked for, by this container's clock; and when, by a clock that only runs forward. */
  askedUntil: number;
  askedAt: number;

  constructor(rows: readonly Row[], archived: boolean, loadedFrom: number) {
    for (const row of rows) this.#rows.set(row.id, row);
    this.#archived = archived;
    this.askedUntil = loadedFrom;
    this.askedAt = performance.now();
  }

  get size(): number {
    return this.#rows.size;
  }

  get rows(): Iterable<TaskRow> {
    return this.#rows.values();
  }

  /** Everybody's who has a task here, as they are stored. */
  get artists(): readonly (string | undefined)[] {
    this.#artists ??= [...new Set([...this.#rows.values()].map(({ artist }) => artist))];
    return this.#artists;
  }

  /** Takes rows over, unless they are older than what is here. */
  apply(rows: readonly Row[]): void {
    for (const row of rows) {
      const known = this.#rows.get(row.id);
      if (known && known.revision >= row.revision) continue;
      if ((row.archivedAt !== null) === this.#archived) this.#rows.set(row.id, row);
      else if (!this.#rows.delete(row.id)) continue;
      this.#noteChange(row.id);
    }
  }

  #noteChange(id: string): void {
    this.#artists = undefined;
    for (const [key, { rows, changed }] of this.#orders) {
      changed.set(id, this.#rows.get(id));
      // an order that nobody asks for must not keep what is gone
      if (changed.size > rows.length / 4) this.#orders.delete(key);
    }
  }

  /** The rows in an order: sorted when what decides on it changed, else with the rows that changed in their places. */
  ordered(order: TaskOrder, context: ListContext, contextVersion: string): Ordered {
    const key = `${order.sort} ${order.order}`;
    const known = this.#orders.get(key);
    if (known?.context !== contextVersion) {
      const rows = ordered(this.#rows.values(), order, context);
      this.#orders.set(key, { context: contextVersion, rows, changed: new Map() });
      return rows;
    }
    if (known.changed.size > 0) {
      known.rows = reordered(known.rows, known.changed, order, context);
      known.changed.clear();
    }
    return known.rows;
  }
}

interface Entry {
  loading: Promise<ProjectTable>;
  table?: ProjectTable;
}

/** Those in this container, the one that was used last at the end. */
const tables = new Map<string, Entry>();

/** How many pages of indexes were asked for, of each project. */
const pagesAsked = new Cache<{ count: number }>({ max: 200, maxAgeMs: 10 * 60_000 });

async function load(studio: string, projectId: string, archived: boolean): Promise<ProjectTable> {
  const from = Date.now();
  const taskOf = partitionOf(projectId, archived);
  return new ProjectTable(
    await queryAll<Row>({ index: 'tasksByCreation', equals: { studio, taskOf } }),
    archived,
    from,
  );
}

/** Asks for what changed since the last time, archived and restored tasks among it. */
async function refresh(table: ProjectTable, studio: string, projectId: string): Promise<void> {
  if (performance.now() - table.askedAt < freshMs) return;
  const until = Date.now();
  const from = new Date(table.askedUntil - overlapMs).toISOString();
  table.askedAt = performance.now();
  table.apply(
    await queryAll<Row>({
      index: 'tasksByUpdate',
      equals: { studio, changesOf: projectId },
      range: { attribute: 'updatedAt', from, to: '9999' },
    }),
  );
  table.askedUntil = until;
}

/** The least recently used go until the rest fits; the one in use stays, however large. */
function makeRoom(inUse: string): void {
  const sizeOf = ({ table }: Entry) => table?.size ?? 0;
  let total = [...tables.values()].reduce((sum, entry) => sum + sizeOf(entry), 0);
  for (const [key, entry] of tables) {
    if (total <= maxRows) return;
    if (key === inUse) continue;
    total -= sizeOf(entry);
    tables.delete(key);
  }
}

const keyOf = (studio: string, projectId: string, archived: boolean) => `${studio}/${projectId}/${archived}`;

/**
 * The tasks of a project as they were a second ago at most.
 * @param mustSee rows that were read themselves, since an index may lag behind them
 */
export async function projectTable(
  studio: string,
  projectId: string,
  archived: boolean,
  mustSee: readonly Row[],
): Promise<ProjectTable> {
  const key = keyOf(studio, projectId, archived);
  const known = tables.get(key);
  const entry: Entry = known ?? { loading: load(studio, projectId, archived) };
  tables.delete(key);
  tables.set(key, entry);
  try {
    const table = await entry.loading;
    if (known) await refresh(table, studio, projectId);
    table.apply(mustSee.filter((row) => row.projectId === projectId));
    entry.table = table;
    makeRoom(key);
    return table;
  } catch (error) {
    tables.delete(key);
    throw error;
  }
}

/**
 * Whether a page that an index has is found here sooner, with next to nothing asked of the database.
 * @param filtered whether rows may have to be passed over
 */
export function hasWarmTable(studio: string, projectId: string, archived: boolean, filtered: boolean): boolean {
  const table = tables.get(keyOf(studio, projectId, archived))?.table;
  if (!table || performance.now() - table.askedAt > warmMs) return false;
  return !filtered || table.size <= quickRows;
}

/**
 * Notes that a page came from an index. A project of which many do is loaded, beside the requests that go on: by then
 * its pages have cost about as much as its table does.
 */
export async function notePage(studio: string, projectId: string, archived: boolean): Promise<void> {
  const key = keyOf(studio, projectId, archived);
  const pages = await pagesAsked.get(key, async () => ({ count: 0 }));
  pages.count += 1;
  if (pages.count < pagesBeforeLoad) return;
  pagesAsked.delete(key);
  projectTable(studio, projectId, archived, []).catch((error) => {
    logger.warn('A project’s table could not be loaded', { projectId, error: error as Error });
  });
}
