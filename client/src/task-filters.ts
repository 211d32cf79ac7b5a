import { separated } from '../../shared/contract/separated.ts';
import type { TaskFilters } from '../../shared/contract/tasks.ts';
import type { LiveTasksQuery } from './live-tasks-query.ts';

const several = [
  ...['type', 'episode', 'sequence', 'shot', 'task', 'artist', 'status', 'milestone', 'priority', 'labels'],
  'customFields',
];
const instants = /(?:After|Before)$/;

const clean = (text: string) => text.normalize('NFC').trim();

/** In one text a comma separates; a list has its values apart already. */
const valuesOf = (value: unknown) => (Array.isArray(value) ? value : separated(String(value))).map(String).map(clean);

/** Filters as the API understands them: text cleaned, an empty list as none, times in UTC, `me` by name. */
export function filtersOf(query: LiveTasksQuery, username: string): TaskFilters {
  const { sort, order, ...filters } = query;
  const entries = Object.entries(filters)
    .filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => {
      if (several.includes(name)) {
        const values = valuesOf(value);
        return [name, name === 'artist' ? values.map((one) => (one === 'me' ? username : one)) : values];
      }
      if (instants.test(name)) return [name, new Date(String(value)).toISOString()];
      return [name, typeof value === 'string' ? clean(value) : value];
    });
  return { archived: false, ...Object.fromEntries(entries) };
}
