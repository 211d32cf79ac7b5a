import { isDeepStrictEqual } from 'node:util';
import { RE2JS } from 're2js';
import type { PathPlatform } from '../../contract/paths.ts';
import type { Project } from '../../contract/projects.ts';
import { takesNothing } from './filters.ts';
import { unfitInNames } from './render.ts';
import { fill, type Slot, SlotProblem, type Template } from './template.ts';
import { constantsOf, isSetting, lookUp } from './variables.ts';

/** What stands between two separators of a template. */
export type Level = Template;

/** What is known of a path so far: variables by name, and those that were found filtered by how they are written. */
export type Bound = ReadonlyMap<string, string>;

/**
 * A template with what is the same in all its paths put in, cut at its separators; undefined where the platform has no
 * such disks. Only text separates: values do not.
 */
export function levelsOf(template: Template, project: Project, platform: PathPlatform): Level[] | undefined {
  const constants = constantsOf(project, platform);
  const levels: (string | Slot)[][] = [[]];
  for (const piece of template) {
    const constant = typeof piece === 'string' ? piece : constantText(piece, constants);
    if (constant === undefined && typeof piece !== 'string' && isSetting(piece.name)) return undefined;
    const [first = '', ...others] = constant === undefined ? [piece] : constant.split(/[/\\]/);
    if (first !== '') levels.at(-1)?.push(first);
    levels.push(...others.map((other) => (other === '' ? [] : [other])));
  }
  return levels;
}

function constantText(slot: Slot, constants: Readonly<Record<string, unknown>>): string | undefined {
  return Object.hasOwn(constants, slot.name) ? filledOrNot(slot, () => lookUp(constants, slot)) : undefined;
}

function filledOrNot(slot: Slot, lookingUp: () => Parameters<typeof fill>[1]): string | undefined {
  try {
    const value = lookingUp();
    return value === undefined ? undefined : fill(slot, value);
  } catch (error) {
    if (error instanceof SlotProblem) return undefined;
    throw error;
  }
}

/** The name under which what a slot stands for is bound. */
const bindingOf = (slot: Slot) => (slot.filters.length === 0 ? slot.name : slot.source);

function known(piece: string | Slot, bound: Bound): string | undefined {
  if (typeof piece === 'string') return piece;
  const found = bound.get(bindingOf(piece));
  if (found !== undefined || piece.filters.length === 0) return found;
  // what a condition went by can be written in several ways
  if (piece.filters.some(({ name }) => name === takesNothing)) return undefined;
  return filledOrNot(piece, () => bound.get(piece.name));
}

/** How much of a level is not known yet: what is filtered tells less. */
export function unknownsOf(level: Level, bound: Bound): number {
  const unknown = level.filter((piece) => typeof piece !== 'string' && known(piece, bound) === undefined);
  return unknown.reduce((sum, piece) => sum + (typeof piece !== 'string' && piece.filters.length > 0 ? 100 : 1), 0);
}

/** A number with at least so many digits, of which the first is 0 only to come to as many. */
const padded = (digits: number) => [...(digits < 10 ? [`[1-9][0-9]{${digits},9}`] : []), `[0-9]{${digits}}`];

/** Filters that leave a name what it is, for whoever does not mind the letters. */
export const inOtherLetters = ['upper', 'lower', 'title'];

/** What a variable can look like in a path: patterns of which any may be it, the longer ones first. */
export type Shapes = (slot: Slot) => readonly string[];

const longestFirst = (names: readonly string[]) =>
  names.toSorted((a, b) => b.length - a.length).map((name) => RE2JS.quote(name));

/**
 * What the variables of a project look like.
 * @param tasks the task types to look for; any name where there are none
 */
export function shapesOf(project: Project, tasks: readonly string[]): Shapes {
  const version = padded(project.versionSettings.padding);
  const shapes: Readonly<Record<string, readonly string[]>> = {
    ...{ version, client_version: version, ext: ['[A-Za-z0-9]{1,10}'] },
    frame: [...padded(project.frameSettings.padding), '#+', '%0?[0-9]?d', '\\$F[0-9]?'],
    ...{ timestamp: ['[0-9]{8}_[0-9]{6}'], date: ['[0-9]{8}'], time: ['[0-9]{6}'] },
    ...{ year: ['[0-9]{4}'], month: ['[0-9]{2}'], day: ['[0-9]{2}'] },
    ...(tasks.length > 0 && { task: longestFirst(tasks) }),
  };
  return ({ name, filters }) => {
    const last = filters.at(-1);
    if (last?.name === takesNothing) return longestFirst(last.args);
    if (!filters.every((filter) => inOtherLetters.includes(filter.name))) return ['.*'];
    return (Object.hasOwn(shapes, name) && shapes[name]) || ['.+'];
  };
}

/** Windows takes names in any case for the same. */
const sameName = (a: string, b: string, platform: PathPlatform) =>
  platform === 'windows' ? a.toLowerCase() === b.toLowerCase() : a === b;

/** By what a level is read. */
export interface Reading {
  bound: Bound;
  shapes: Shapes;
  platform: PathPlatform;
}

/** What the unknown slots of a level are, as much or as little for the first ones as can be. */
function groupsOf(level: Level, text: string, { bound, shapes, platform }: Reading, size: 'most' | 'least') {
  const pattern = level.map((piece) => {
    const literal = known(piece, bound);
    if (literal !== undefined || typeof piece === 'string') return RE2JS.quote(literal ?? '');
    const any = shapes(piece);
    return `(${(size === 'most' ? any : any.toReversed()).join('|')})`;
  });
  const flags = platform === 'windows' ? RE2JS.CASE_INSENSITIVE : 0;
  const matcher = RE2JS.compile((size === 'least' ? '(?U)' : '') + pattern.join(''), flags).matcher(text);
  if (!matcher.matches()) return undefined;
  return Array.from({ length: matcher.groupCount() }, (_, index) => matcher.group(index + 1) ?? '');
}

/** What a level tells of the variables in it, and whether that is the only way to read it. */
export interface Told {
  found: Bound;
  isSure: boolean;
}

/**
 * What a level of a path tells, if it is one of the template's: patterns come from a project's settings and paths from
 * anybody, so they meet on RE2, in linear time.
 */
export function matchLevel(level: Level, text: string, reading: Reading): Told | undefined {
  const values = groupsOf(level, text, reading, 'most');
  if (!values || values.some((value) => unfitInNames.test(value))) return undefined;
  const slots = level.filter((piece) => typeof piece !== 'string' && known(piece, reading.bound) === undefined);
  const isSure = slots.length < 2 || isDeepStrictEqual(values, groupsOf(level, text, reading, 'least'));
  const found = new Map<string, string>();
  for (const [index, slot] of (slots as Slot[]).entries()) {
    const [name, value] = [bindingOf(slot), values[index] ?? ''];
    const before = found.get(name);
    if (isSure && before !== undefined && !sameName(before, value, reading.platform)) return undefined;
    found.set(name, value);
  }
  return { found, isSure };
}

/** How a level is written in the template. */
export const writtenAs = (level: Level): string =>
  level.map((piece) => (typeof piece === 'string' ? piece : piece.source)).join('');
