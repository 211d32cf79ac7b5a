import { isDeepStrictEqual } from 'node:util';
import { unassigned } from '../../shared/contract/tasks.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';

/** Whether a value of the source says nothing, so that what the API has is left alone. */
function lacks(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || value === null || value === '' || value === unassigned;
}

/**
 * The merge patch (RFC 7396) that brings what the API has to what the source says; undefined when nothing is to change.
 * Only what the source has a value for counts.
 */
export function changesOf(source: JsonObject, existing: JsonObject): JsonObject | undefined {
  const entries = Object.entries(source).flatMap(([key, value]): [string, Json][] => {
    if (lacks(value)) return [];
    const current = existing[key];
    if (isJsonObject(value) && isJsonObject(current)) {
      const inner = changesOf(value, current);
      return inner === undefined ? [] : [[key, inner]];
    }
    if (isJsonObject(value) && Object.values(value).every(lacks)) return [];
    return isDeepStrictEqual(value, current) ? [] : [[key, value]];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
