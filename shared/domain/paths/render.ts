import type { PathPlatform } from '../../contract/paths.ts';
import { fill, type Slot, SlotProblem, type Template } from './template.ts';
import { isSetting, lookUp } from './variables.ts';

/** What splits a path, or cannot be in the name of a file on one of the platforms. */
export const unfitInNames = /[/\\:*?"<>|\p{Cc}\u2028-\u202e\u2066-\u2069]/u;

/** What a file system takes for a name. */
const maxLevelLength = 255;
/** As long as a path of a task may be. */
const maxPathLength = 1_000;

interface Level {
  text: string;
  /** The last variable that it was made of, unless that was a setting. */
  slot?: Slot;
}

interface Rendered {
  text: string;
  slot?: Slot;
}

function pieceOf(slot: Slot, values: Readonly<Record<string, unknown>>): Rendered {
  const text = fill(slot, lookUp(values, slot));
  if (isSetting(slot.name)) return { text };
  if (!unfitInNames.test(text)) return { text, slot };
  throw new SlotProblem(slot, {
    code: 'INVALID_FORMAT',
    message: `"${text.slice(0, 100)}", as ${slot.source}, would split the path or be no name of a file`,
    suggestion: `Another value, or {${slot.name}|sanitize} in the template`,
  });
}

/** The levels of a path, with what to blame for each: settings and the template itself may split, values do not. */
function levelsOf(pieces: readonly Rendered[]): Level[] {
  const levels: Level[] = [{ text: '' }];
  for (const { text, slot } of pieces) {
    const [first = '', ...others] = text.split(/[/\\]/);
    const last = levels.pop() as Level;
    const blame = slot ?? last.slot;
    levels.push({ text: last.text + first, ...(blame && { slot: blame }) });
    levels.push(...others.map((other) => ({ text: other })));
  }
  return levels;
}

function refuse({ slot, text }: Level, code: 'INVALID_VALUE' | 'TOO_LONG', message: string): never {
  const nowhere: Slot = { name: 'project', filters: [], source: 'the template' };
  throw new SlotProblem(slot ?? nowhere, { code, message: `${message}: "${text.slice(0, 100)}"` });
}

/** Windows opens a device by these, whatever extension they have; and drops dots and spaces at an end. */
const unfitOnWindows = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)|[. ]$/i;

function checkLevel(level: Level, platform: PathPlatform): void {
  if (level.slot && level.text === '') refuse(level, 'INVALID_VALUE', 'A level of the path would be empty');
  // a file system takes these for the same place, or the one above
  if (/^[. ]+$/.test(level.text)) refuse(level, 'INVALID_VALUE', 'A level of the path would climb');
  if (platform === 'windows' && unfitOnWindows.test(level.text))
    refuse(level, 'INVALID_VALUE', 'Windows takes a level of the path for something else');
  if (level.text.length > maxLevelLength) refuse(level, 'TOO_LONG', 'A level of the path would be too long');
}

/** How a path begins that is cut at its separators: at the root, on a share of another machine, or anywhere. */
function rootOf(levels: readonly string[], platform: PathPlatform): string {
  const leading = levels.findIndex((text) => text !== '');
  if (leading <= 0) return '';
  return platform === 'linux' ? '/' : '\\'.repeat(Math.min(leading, 2));
}

/**
 * A path, with the separators of its platform.
 * @throws SlotProblem naming the variable that is missing, would split the path, climb, or make it too long
 */
export function renderPath(
  template: Template,
  values: Readonly<Record<string, unknown>>,
  platform: PathPlatform,
): string {
  const pieces = template.map((piece) => (typeof piece === 'string' ? { text: piece } : pieceOf(piece, values)));
  const levels = levelsOf(pieces);
  for (const level of levels) checkLevel(level, platform);
  const texts = levels.map(({ text }) => text);
  const separator = platform === 'windows' ? '\\' : '/';
  const named = texts.filter((text) => text !== '');
  const path =
    rootOf(texts, platform) + named.join(separator) + (texts.length > 1 && texts.at(-1) === '' ? separator : '');
  if (path.length > maxPathLength)
    refuse(levels.at(-1) as Level, 'TOO_LONG', `A path has at most ${maxPathLength} characters`);
  return path;
}
