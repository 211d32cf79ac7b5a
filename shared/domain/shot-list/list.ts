import type { ImportError, ImportWarning } from '../../contract/imports.ts';
import type { TaskFields } from '../../contract/tasks.ts';

/** A task that a row asks for. */
export interface ListedTask {
  id: string;
  /** Whether the list itself says its id. */
  isNamed: boolean;
  /** As a new task. */
  fields: TaskFields;
  /** What the row says of it, beside its names: all that an existing task takes over. */
  told: Partial<TaskFields>;
}

/** A row that can be done, counted from the first below the header. */
export interface ListedRow {
  row: number;
  tasks: ListedTask[];
}

/** What a list asks for. */
export interface ShotList {
  rows: ListedRow[];
  /** Tasks of rows that are refused. */
  failed: number;
  errors: ImportError[];
  warnings: ImportWarning[];
  /** Task types that the project is to have for it. */
  taskTypes: string[];
}
