import { RE2JS } from 're2js';
import { pathPart } from '../contract/primitives.ts';

const compiled = new Map<string, RE2JS>();
const cleanPart = pathPart(1_000);

/** Patterns are a project's data, so they run on RE2: linear time, whatever the pattern (no backtracking). */
function compile(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known) return known;
  const fresh = RE2JS.compile(pattern);
  if (compiled.size >= 500) compiled.clear();
  compiled.set(pattern, fresh);
  return fresh;
}

/** Steps of a compiled pattern: linear time is so many for each letter, and a shot list has thousands of names. */
const maxSteps = 1_000;

/** Why a pattern of a project's settings cannot be used; undefined when it can. */
export function patternProblem(pattern: string): string | undefined {
  try {
    const steps = compile(pattern).programSize();
    return steps > maxSteps ? `its repetitions make ${steps} steps of it, of ${maxSteps} at most` : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'Not a regular expression';
  }
}

/** The first group that a replacement names and a good pattern has not, as `\9`. */
export function missingGroup(pattern: string, replacement: string): string | undefined {
  if (patternProblem(pattern) !== undefined) return undefined;
  const groups = compile(pattern).groupCount();
  return replacement.match(/\\\d/g)?.find((name) => Number(name[1]) > groups);
}

/**
 * The cleaned name: where the pattern matches at the start, its replacement (with `\1` for groups); otherwise the name
 * as it is; of nothing, `Unknown`. What would be no part of a path is not taken for clean.
 */
export function cleanName(name: string | null, pattern: string, replacement: string): string {
  if (!name) return 'Unknown';
  const matcher = compile(pattern).matcher(name);
  if (!matcher.find() || matcher.start() !== 0) return name;
  const groups = replacement.replace(/\\(\d)/g, (_, group: string) =>
    Number(group) <= matcher.groupCount() ? (matcher.group(Number(group)) ?? '') : '',
  );
  const cleaned = (groups + name.slice(matcher.end())).trim();
  if (cleaned === '') return 'Unknown';
  return cleanPart.safeParse(cleaned).success ? cleaned : name;
}
