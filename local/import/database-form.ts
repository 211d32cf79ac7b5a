import type { Json, JsonObject } from './json.ts';

/** What the API makes itself of each record, and takes from nobody. */
const made = [
  ...['revision', 'createdBy', 'updatedBy', 'taskCount', 'progress'],
  ...['sequenceClean', 'shotClean', 'episodeClean'],
];

const names: Readonly<Record<string, string>> = {
  ...{ id: '_id', projectId: 'project', createdAt: '_created_at', updatedAt: '_updated_at' },
};

/** Whether a record is one that the API has exported. */
const isExported = (record: JsonObject): boolean => typeof record.id === 'string' && record._id === undefined;

/** A record that the API has exported, in the form of the database; one of the database as it is. */
export function databaseForm(record: JsonObject): JsonObject {
  if (!isExported(record)) return record;
  const entries = Object.entries(record).filter(([name]) => !made.includes(name));
  return { importedFrom: null, ...Object.fromEntries(entries.map(([name, value]) => [names[name] ?? name, value])) };
}

/** Texts in a value that may be a list of them. */
export const textsIn = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
