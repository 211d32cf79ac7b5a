import type { ErrorDetail } from '../../contract/errors.ts';
import type { ImportError, ImportWarning } from '../../contract/imports.ts';
import type { Project } from '../../contract/projects.ts';
import { numberIn, readCell } from './cells.ts';
import type { Column, Layout } from './columns.ts';
import { fieldOf } from './problems.ts';

/** What a row is read by. */
export interface Reading {
  layout: Layout;
  /** With the task types that it is to have. */
  project: Project;
  /** The username that a name means; undefined where it is nobody's. */
  usernameOf(name: string): string | undefined;
}

/** A row on its way: cells by their column, and what is found to be wrong. */
export class Row {
  readonly errors: ImportError[] = [];
  readonly warnings: ImportWarning[] = [];
  readonly number: number;
  readonly #cells: readonly string[];
  readonly reading: Reading;

  constructor(number: number, cells: readonly string[], reading: Reading) {
    this.number = number;
    this.#cells = cells;
    this.reading = reading;
  }

  /** What a cell says; undefined where it says nothing. */
  at(place: number | undefined): string | undefined {
    const cell = place === undefined ? undefined : this.#cells[place];
    return cell === undefined ? undefined : readCell(cell) || undefined;
  }

  get(column: Exclude<Column, 'task' | 'duration'>): string | undefined {
    return this.at(this.reading.layout.single.get(column));
  }

  refuse(column: Column, detail: Omit<ErrorDetail, 'field'>): void {
    this.errors.push({ row: this.number, field: fieldOf(column, this.reading.layout), ...detail });
  }

  refuseAll(errors: readonly ImportError[]): void {
    this.errors.push(...errors);
  }

  warn(column: Column, warning: Omit<ImportWarning, 'row' | 'field'>): void {
    this.warnings.push({ row: this.number, field: fieldOf(column, this.reading.layout), ...warning });
  }

  read(column: Column, cell: string | undefined, isWhole: boolean): number | undefined {
    const value = cell === undefined ? undefined : numberIn(cell);
    if (cell === undefined || (value !== undefined && !(isWhole && !Number.isInteger(value)))) return value;
    const wanted = isWhole ? 'a whole number of frames' : 'a number of days, as in 3 or 1.5';
    this.refuse(column, { code: 'INVALID_TYPE', message: `"${cell.slice(0, 50)}" is not ${wanted}` });
    return undefined;
  }
}
