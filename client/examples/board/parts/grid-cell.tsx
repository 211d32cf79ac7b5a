import type { Cell } from '../model/grid.ts';
import { labelOf, type Status } from '../model/statuses.ts';
import { isLate } from '../model/words.ts';

interface Props {
  id: string;
  place: string;
  cell: Cell | undefined;
  status: Status | undefined;
  isCurrent: boolean;
}

/** One task, or the place where there is none. */
export function GridCell({ id, place, cell, status, isCurrent }: Props) {
  const tabIndex = isCurrent ? 0 : -1;
  if (!cell) {
    return <div id={id} class="cell" role="gridcell" tabIndex={tabIndex} data-place={place} />;
  }
  const { task, isMatch, isWaiting } = cell;
  return (
    <div
      id={id}
      class="cell"
      role="gridcell"
      tabIndex={tabIndex}
      data-place={place}
      data-task={task.id}
      data-dim={!isMatch}
      draggable
    >
      <span class="status" data-category={status?.category} data-shade={status?.shade}>
        <b>{status?.label ?? labelOf(task.status)}</b>
        <small>
          <span>{task.artist}</span>
          {isLate(task, status?.category, Date.now()) && <em class="late">late</em>}
          {isWaiting && <em>waits</em>}
        </small>
      </span>
    </div>
  );
}
