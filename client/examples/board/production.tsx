import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { OutboxEntry, Project, Task } from '../../src/index.ts';
import { useKeys } from './hooks/use-keys.ts';
import { useTasks } from './hooks/use-tasks.ts';
import { type Filter, matcherOf, noFilter } from './model/filters.ts';
import { columnsOf, gridOf } from './model/grid.ts';
import type { Place } from './model/moves.ts';
import { isAllowed, labelOf, statusesOf } from './model/statuses.ts';
import { waitingTasks } from './model/waiting.ts';
import { titleOf } from './model/words.ts';
import { useMontu } from './montu.ts';
import { FilterBar } from './parts/filter-bar.tsx';
import { Grid } from './parts/grid.tsx';
import { cellId } from './parts/grid-row.tsx';
import { KeysDialog } from './parts/keys-dialog.tsx';
import { Legend } from './parts/legend.tsx';
import { Panel } from './parts/panel.tsx';

interface Props {
  project: Project;
  /** The writes that wait. */
  entries: readonly OutboxEntry[];
  /** A task to go to. */
  wanted: { id: string } | undefined;
  showsKeys: boolean;
  onKeysClose: () => void;
  onNotice: (text: string) => void;
  onError: (error: unknown) => void;
}

/** A project: its tasks, as they will be when all that waits is written. */
export function Production({ project, entries, wanted, showsKeys, onKeysClose, onNotice, onError }: Props) {
  const { outbox } = useMontu();
  const { rows, put } = useTasks(project.id, onError);
  const [filter, setFilter] = useState<Filter>(noFilter);
  const [place, setPlace] = useState<Place>({ row: 0, column: 0 });
  const [isOpen, setOpen] = useState(false);
  const search = useRef<HTMLInputElement>(null);

  const statuses = useMemo(() => statusesOf(project), [project]);
  const tasks = useMemo(() => (rows ?? []).map(outbox.applied), [rows, entries, outbox]);
  const columns = useMemo(() => columnsOf(project, tasks), [project, tasks]);
  const { groups, found } = useMemo(() => {
    const isMatch = matcherOf(filter);
    const waiting = waitingTasks(entries);
    const cells = tasks.map((task) => ({ task, isMatch: isMatch(task), isWaiting: waiting.has(task.id) }));
    return { groups: gridOf(cells, columns), found: cells.filter((cell) => cell.isMatch).length };
  }, [tasks, entries, filter, columns]);
  const shots = useMemo(() => groups.flatMap((group) => group.rows), [groups]);
  const at = {
    row: Math.max(0, Math.min(place.row, shots.length - 1)),
    column: Math.max(0, Math.min(place.column, columns.length - 1)),
  };
  const current = shots[at.row]?.cells[at.column]?.task;

  const focusPlace = () => document.getElementById(cellId(at.row, at.column))?.focus();

  useEffect(() => {
    if (wanted === undefined || rows === undefined) return;
    const row = shots.findIndex(({ cells }) => cells.some((cell) => cell?.task.id === wanted.id));
    const column = shots[row]?.cells.findIndex((cell) => cell?.task.id === wanted.id) ?? -1;
    if (column < 0) return onNotice('That task is not among those that are shown.');
    setOpen(true);
    document.getElementById(cellId(row, column))?.focus();
    // only when it is asked for: what changes later must not draw the focus back
  }, [wanted, rows === undefined]);

  function write(id: string, patch: Partial<Pick<Task, 'status' | 'milestoneNote'>>, base: Task) {
    outbox.add('tasks.update', [id, patch], { base }).then((saved) => saved && put(saved), onError);
  }

  function setStatus(id: string, status: string) {
    const [shown, base] = [tasks, rows ?? []].map((all) => all.find((task) => task.id === id));
    if (!shown || !base || shown.status === status) return;
    if (isAllowed(project, shown.status, status)) write(id, { status }, base);
    else onNotice(`${titleOf(shown)} cannot go from ${labelOf(shown.status)} to ${labelOf(status)}.`);
  }

  function close() {
    // first, so that a note is left, and saved
    focusPlace();
    setOpen(false);
  }

  useKeys({
    '/': () => search.current?.focus(),
    ...(isOpen && { Escape: close }),
  });

  return (
    <>
      <FilterBar filter={filter} onFilter={setFilter} tasks={tasks} found={found} statuses={statuses} search={search} />
      <main class="production" aria-busy={rows === undefined}>
        <div class="scroller">
          {rows === undefined && <p class="muted note">Reading the tasks …</p>}
          {rows !== undefined && shots.length === 0 && <p class="muted note">No tasks here.</p>}
          {shots.length > 0 && (
            <Grid
              groups={groups}
              columns={columns}
              statuses={statuses}
              place={at}
              onPlace={setPlace}
              onOpen={() => setOpen(true)}
              onStatus={setStatus}
            />
          )}
        </div>
        {isOpen && current && (
          <Panel
            task={current}
            project={project}
            statuses={statuses}
            onStatus={(status) => setStatus(current.id, status)}
            onNote={(milestoneNote, base) => write(base.id, { milestoneNote }, base)}
            onClose={close}
          />
        )}
      </main>
      <Legend
        statuses={statuses}
        tasks={tasks}
        current={filter.status}
        onCurrent={(status) => setFilter({ ...filter, status })}
        onStatus={setStatus}
      />
      {showsKeys && <KeysDialog statuses={statuses} onClose={onKeysClose} />}
    </>
  );
}
