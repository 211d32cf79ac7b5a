import { importedFrom, json, line } from '../../shared/contract/primitives.ts';
import { isJsonObject, type Json, type JsonObject, shown } from './json.ts';
import { type FieldNote, unsafeKeys } from './map-fields.ts';

/** A time without an offset is read as UTC. Undefined when it is no time. */
export function instantOf(value: Json | undefined): number | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  const offset = /(?:[zZ]|[+-]\d{2}:?\d{2})$/.test(text) && text.includes('T');
  const time = Date.parse(offset ? text : `${text}${/[T ]/.test(text) ? '' : 'T00:00:00'}Z`);
  return Number.isNaN(time) ? undefined : time;
}

const kept = line(40);
const cleanKey = line(100).min(1);

function hasUnsafeKey(value: Json): boolean {
  if (Array.isArray(value)) return value.some(hasUnsafeKey);
  if (!isJsonObject(value)) return false;
  return Object.entries(value).some(([key, inner]) => unsafeKeys.includes(key) || hasUnsafeKey(inner));
}

const canBeKept = (value: Json) => json.safeParse(value).success && !hasUnsafeKey(value);

/** Leftovers as the API can keep them; what it would refuse, name or value, is kept as JSON text. */
function extraOf(leftovers: readonly [string, Json][]): JsonObject {
  const named = new Map<string, Json>();
  const asText: string[] = [];
  for (const [path, value] of leftovers) {
    const key = cleanKey.safeParse(path);
    const usable = key.success && key.data === path && !unsafeKeys.includes(path) && path !== 'keptAsText';
    if (usable && !named.has(path) && canBeKept(value)) named.set(path, value);
    else asText.push(JSON.stringify([path, value]));
  }
  return Object.fromEntries([...named, ...(asText.length > 0 ? [['keptAsText', asText] as const] : [])]);
}

interface Origin {
  importedFrom: JsonObject;
  notes: FieldNote[];
}

/** Of two times of the same thing the later counts; the other is kept under its own name. */
function chosenTime(source: JsonObject, names: readonly string[]) {
  const usable = names
    .flatMap((name) => {
      const value = source[name];
      const time = instantOf(value);
      return typeof value === 'string' && time !== undefined && kept.parse(value) === value
        ? [{ name, value, time }]
        : [];
    })
    .sort((a, b) => b.time - a.time);
  const others = names.flatMap((name): [string, Json][] => {
    const value = source[name];
    return value === undefined || value === null || name === usable[0]?.name ? [] : [[name, value]];
  });
  return { value: usable[0]?.value, others };
}

const timeNames = { createdAt: ['_created_at', 'created_at'], updatedAt: ['_updated_at', 'updated_at'] } as const;

/** Source keys that `originOf` reads itself. */
export const originKeys: readonly string[] = [...Object.values(timeNames).flat(), 'importedFrom'];

/** What a record was imported from before it was exported: that stays where it came from. */
function earlierOrigin(source: JsonObject): JsonObject | undefined {
  const earlier = importedFrom.safeParse(source.importedFrom);
  return earlier.success && earlier.data !== null ? (earlier.data as JsonObject) : undefined;
}

/** Where a record came from: its times to the letter, and everything that has no field in the contract. */
export function originOf(source: JsonObject, leftovers: readonly [string, Json][]): Origin {
  const earlier = earlierOrigin(source);
  if (earlier) {
    const extra = { ...(earlier.extra as JsonObject | undefined), ...extraOf(leftovers) };
    return { importedFrom: { ...earlier, ...(Object.keys(extra).length > 0 && { extra }) }, notes: [] };
  }
  const created = chosenTime(source, timeNames.createdAt);
  const updated = chosenTime(source, timeNames.updatedAt);
  const others = [...created.others, ...updated.others];
  const extra = extraOf([...others, ...leftovers]);
  return {
    importedFrom: {
      ...(created.value === undefined ? {} : { createdAt: created.value }),
      ...(updated.value === undefined ? {} : { updatedAt: updated.value }),
      ...(Object.keys(extra).length > 0 ? { extra } : {}),
    },
    notes: others.map(([name, value]) => ({
      kind: 'warning',
      what: 'has two times for one thing; the later counts, the other is kept with the original data',
      detail: `${name} ${shown(value)}`,
    })),
  };
}
