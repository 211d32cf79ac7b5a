import type { RefObject } from 'preact';
import type { Task } from '../../../src/index.ts';
import { choicesOf, type Filter, isActive, noFilter } from '../model/filters.ts';
import type { Status } from '../model/statuses.ts';

interface Props {
  filter: Filter;
  onFilter: (filter: Filter) => void;
  tasks: readonly Task[];
  /** How many tasks are looked for. */
  found: number;
  statuses: readonly Status[];
  search: RefObject<HTMLInputElement | null>;
}

export function FilterBar({ filter, onFilter, tasks, found, statuses, search }: Props) {
  const choice = (field: 'sequence' | 'artist' | 'status', every: string, values: readonly [string, string][]) => (
    <select
      aria-label={every}
      value={filter[field]}
      data-active={filter[field] !== ''}
      onChange={(event) => onFilter({ ...filter, [field]: event.currentTarget.value })}
    >
      <option value="">{every}</option>
      {values.map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
  const same = (values: readonly string[]) => values.map((value): [string, string] => [value, value]);
  return (
    <search class="filter-bar">
      <input
        ref={search}
        type="search"
        placeholder="Search"
        aria-label="Search shots, artists and notes"
        aria-keyshortcuts="/"
        value={filter.text}
        onInput={(event) => onFilter({ ...filter, text: event.currentTarget.value })}
      />
      {choice('sequence', 'All sequences', same(choicesOf(tasks, 'sequence')))}
      {choice('artist', 'All artists', same(choicesOf(tasks, 'artist')))}
      {choice(
        'status',
        'All statuses',
        statuses.map(({ name, label }): [string, string] => [name, label]),
      )}
      <p class="muted" role="status">
        {isActive(filter) ? `${found} of ${tasks.length} tasks` : `${tasks.length} tasks`}
      </p>
      {isActive(filter) && (
        <button type="button" class="plain" onClick={() => onFilter(noFilter)}>
          Show all
        </button>
      )}
    </search>
  );
}
