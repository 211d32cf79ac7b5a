import { projectFields, type statusCategories } from '../../shared/contract/projects.ts';
import { taskFields } from '../../shared/contract/tasks.ts';
import { snakeCase } from '../../shared/contract/versions/snake-case.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';

/** The lists of a project that the values of its tasks come from. */
const listOfField = {
  status: 'statuses',
  milestone: 'milestones',
  task: 'taskTypes',
  priority: 'priorityLevels',
} as const;

export const listNames = Object.values(listOfField);
type ListName = (typeof listNames)[number];
type Lists = Record<ListName, Json[]>;

/** The values that the tasks of one project use, by the list they belong to. */
export type UsedValues = Record<ListName, Set<string>>;

/** The values that these tasks use; a field that is left out has its default. */
export function usedValues(tasks: readonly JsonObject[]): UsedValues {
  const entries = Object.entries(listOfField).map(([field, list]) => {
    const preset = field === 'task' ? undefined : taskFields.shape[field as 'status'].parse(undefined);
    const values = tasks.map((task) => task[field] ?? preset).filter((value) => typeof value === 'string');
    return [list, new Set(values)] as const;
  });
  return Object.fromEntries(entries) as UsedValues;
}

const categoryWords: [RegExp, (typeof statusCategories)[number]][] = [
  [/cancel|omit|abandon|drop/i, 'cancelled'],
  [/not|wait|hold|ready|todo|block/i, 'todo'],
  [/final|approve|complete|done|publish|deliver|finish/i, 'done'],
  [/progress|review|wip|active|fix|retake|revis|start/i, 'active'],
];

/** What a status that the project does not know probably means. */
export function categoryOf(status: string): (typeof statusCategories)[number] {
  return categoryWords.find(([word]) => word.test(status))?.[1] ?? 'todo';
}

/** An entry of a list by its name: statuses are objects, the other lists hold names. */
const nameOf = (entry: Json) => (isJsonObject(entry) ? entry.name : entry);

const listIn = (record: JsonObject | undefined, name: ListName): Json[] | undefined => {
  const value = record?.[name];
  return Array.isArray(value) ? value : undefined;
};

function missingFrom(list: readonly Json[], wanted: readonly Json[]): Json[] {
  const names = new Set(list.map(nameOf));
  return wanted.filter((entry) => !names.has(nameOf(entry)));
}

/**
 * The lists of a project so that every value of the source is in them: what the API has (else the source, else the
 * house), then what only the source has, then what only the tasks use. `added` tells of the last.
 */
export function listsWith(
  source: JsonObject,
  existing: JsonObject | undefined,
  used: UsedValues,
): { lists: Lists; added: string[] } {
  const added: string[] = [];
  const entries = listNames.map((name) => {
    const own = listIn(source, name);
    const base = listIn(existing, name) ?? own ?? (projectFields.shape[name].parse(undefined) as Json[]);
    const known = [...base, ...missingFrom(base, own ?? [])];
    const fresh = missingFrom(
      known,
      [...used[name]].map((value) => (name === 'statuses' ? { name: value, category: categoryOf(value) } : value)),
    );
    added.push(
      ...fresh.map(
        (entry) => `${snakeCase(name)}: ${isJsonObject(entry) ? `${entry.name} (${entry.category})` : entry}`,
      ),
    );
    return [name, [...known, ...fresh]] as const;
  });
  return { lists: Object.fromEntries(entries) as Lists, added };
}
