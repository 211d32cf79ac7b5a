import { useMemo } from 'preact/hooks';
import type { Group } from '../model/grid.ts';
import { moved, type Place } from '../model/moves.ts';
import { labelOf, type Status, statusOfKey } from '../model/statuses.ts';
import { cellId, GridRow } from './grid-row.tsx';

interface Props {
  groups: readonly Group[];
  columns: readonly string[];
  statuses: readonly Status[];
  /** Where the keyboard is. */
  place: Place;
  onPlace: (place: Place) => void;
  onOpen: () => void;
  onStatus: (taskId: string, status: string) => void;
}

/** What is dragged: a task onto a status, or a status onto a task. */
export const taskType = 'application/x-montu-task';
export const statusType = 'application/x-montu-status';

const cellAt = (event: Event) => (event.target as Element).closest<HTMLElement>('[data-place]');

function placeOf(cell: HTMLElement): Place {
  const [row = 0, column = 0] = (cell.dataset.place ?? '').split(' ').map(Number);
  return { row, column };
}

function doneOf(group: Group, statuses: ReadonlyMap<string, Status>): string {
  const all = group.rows.flatMap(({ cells }) => cells.flatMap((cell) => statuses.get(cell?.task.status ?? '') ?? []));
  const counted = all.filter(({ category }) => category !== 'cancelled');
  const done = counted.filter(({ category }) => category === 'done').length;
  const shots = group.rows.length === 1 ? '1 shot' : `${group.rows.length} shots`;
  return counted.length > 0 ? `${shots}, ${Math.round((100 * done) / counted.length)} % done` : shots;
}

/** Shots × departments. One listener of each kind serves all cells. */
export function Grid({ groups, columns, statuses, place, onPlace, onOpen, onStatus }: Props) {
  const byName = useMemo(() => new Map(statuses.map((status) => [status.name, status])), [statuses]);
  const starts = groups.map((_, index) => groups.slice(0, index).reduce((sum, { rows }) => sum + rows.length, 0));
  const count = groups.reduce((sum, { rows }) => sum + rows.length, 0);

  function onKeyDown(event: KeyboardEvent) {
    const cell = cellAt(event);
    if (!cell || event.altKey || event.metaKey) return;
    const next = moved(placeOf(cell), event.key, { rows: count, columns: columns.length }, event.ctrlKey);
    const status = statusOfKey(statuses, event);
    if (next) document.getElementById(cellId(next.row, next.column))?.focus();
    else if (event.key === 'Enter' && cell.dataset.task) onOpen();
    else if (status && cell.dataset.task) onStatus(cell.dataset.task, status.name);
    else return;
    event.preventDefault();
  }

  function onDragStart(event: DragEvent) {
    const task = cellAt(event)?.dataset.task;
    if (task) event.dataTransfer?.setData(taskType, task);
  }

  function onDragOver(event: DragEvent) {
    if (event.dataTransfer?.types.includes(statusType) && cellAt(event)?.dataset.task) event.preventDefault();
  }

  function onDrop(event: DragEvent) {
    const task = cellAt(event)?.dataset.task;
    const status = event.dataTransfer?.getData(statusType);
    if (!task || !status) return;
    event.preventDefault();
    onStatus(task, status);
  }

  return (
    // a table would lay out all of its rows at once: these are laid out when they come into sight
    <div
      class="grid"
      role="grid"
      aria-label="Shots by department"
      aria-rowcount={count + 1}
      style={{ '--columns': columns.length }}
      onKeyDown={onKeyDown}
      onFocusIn={(event) => {
        const cell = cellAt(event);
        if (cell) onPlace(placeOf(cell));
      }}
      onClick={(event) => cellAt(event)?.dataset.task && onOpen()}
      onDragStart={onDragStart}
      onDragOver={onDragOver}
      onDrop={onDrop}
    >
      <div class="row head" role="row" aria-rowindex={1}>
        <div class="shot" role="columnheader">
          Shot
        </div>
        {columns.map((name) => (
          <div key={name} role="columnheader">
            {labelOf(name)}
          </div>
        ))}
      </div>
      {groups.map((group, at) => (
        <div key={group.key} role="rowgroup" aria-label={group.name}>
          <div class="group" aria-hidden="true">
            <b>{group.name}</b> <span class="muted">{doneOf(group, byName)}</span>
          </div>
          {group.rows.map((row, within) => {
            const index = (starts[at] ?? 0) + within;
            const column = index === place.row ? place.column : undefined;
            return <GridRow key={row.key} row={row} index={index} statuses={byName} column={column} />;
          })}
        </div>
      ))}
    </div>
  );
}
