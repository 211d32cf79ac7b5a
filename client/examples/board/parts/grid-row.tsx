import { Component } from 'preact';
import type { Cell, Row } from '../model/grid.ts';
import type { Status } from '../model/statuses.ts';
import { GridCell } from './grid-cell.tsx';

export interface RowProps {
  row: Row;
  /** Among all rows, from 0. */
  index: number;
  statuses: ReadonlyMap<string, Status>;
  /** The column that the keyboard is in; undefined where it is in another row. */
  column: number | undefined;
}

/** The id of a cell's element. */
export const cellId = (row: number, column: number) => `cell-${row}-${column}`;

const isSame = (a: Cell | undefined, b: Cell | undefined) =>
  a?.task === b?.task && a?.isMatch === b?.isMatch && a?.isWaiting === b?.isWaiting;

/** A shot. It is drawn again only when something in it is another: grids have thousands of cells. */
export class GridRow extends Component<RowProps> {
  override shouldComponentUpdate({ row, index, statuses, column }: RowProps) {
    const { props } = this;
    const { cells } = props.row;
    return (
      index !== props.index ||
      column !== props.column ||
      statuses !== props.statuses ||
      row.shot !== props.row.shot ||
      row.cells.length !== cells.length ||
      row.cells.some((cell, at) => !isSame(cell, cells[at]))
    );
  }

  override render({ row, index, statuses, column }: RowProps) {
    return (
      <div class="row" role="row" aria-rowindex={index + 2}>
        <div class="shot" role="rowheader">
          {row.shot}
        </div>
        {row.cells.map((cell, at) => (
          <GridCell
            key={at}
            id={cellId(index, at)}
            place={`${index} ${at}`}
            cell={cell}
            status={cell && statuses.get(cell.task.status)}
            isCurrent={at === column}
          />
        ))}
      </div>
    );
  }
}
