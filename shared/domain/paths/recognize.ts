import { type PathKind, type PathPlatform, pathKinds, type RecognizedPath } from '../../contract/paths.ts';
import type { Project } from '../../contract/projects.ts';
import { taskId } from '../../contract/tasks.ts';
import { idFrom } from '../tasks.ts';
import {
  type Bound,
  inOtherLetters,
  type Level,
  levelsOf,
  matchLevel,
  type Reading,
  shapesOf,
  unknownsOf,
  writtenAs,
} from './levels.ts';
import { parseTemplate, type Slot, type Template } from './template.ts';

const maxLevelLength = 255;

/** A path or a template, cut at its separators. */
interface Cut<T> {
  /** How many separators it begins with, as far as that makes a difference. */
  root: number;
  items: T[];
  isFolder: boolean;
}

function cut<T extends { length: number }>(parts: readonly T[], platform: PathPlatform): Cut<T> {
  const items = parts.filter(({ length }) => length > 0);
  const leading = parts.findIndex(({ length }) => length > 0);
  return {
    root: Math.min(leading < 0 ? parts.length - 1 : leading, platform === 'windows' ? 2 : 1),
    items,
    isFolder: parts.at(-1)?.length === 0,
  };
}

/** What levels are compared with, and by which rules. */
type Comparison = Omit<Reading, 'bound'> & { segments: readonly string[] };

/** What levels tell: for sure, and what can be read in more than one way. */
interface Known {
  bound: Bound;
  guessed: Bound;
}

/** A level that does not fit, after so many that did. */
interface Misfit {
  misfit: number;
  fitting: number;
}

/** Takes the levels that leave least to guess first, so that what they tell decides about the others. */
function fitLevels(
  levels: ReadonlyMap<number, Level>,
  start: Known,
  { segments, ...rules }: Comparison,
): Known | Misfit {
  const pending = new Map(levels);
  let { bound, guessed } = start;
  while (pending.size > 0) {
    const [index, level] = easiest(pending, bound);
    const segment = segments[index] ?? '';
    const isName = segment.length <= maxLevelLength && !/^[. ]+$/.test(segment);
    const told = isName ? matchLevel(level, segment, { bound, ...rules }) : undefined;
    if (!told) return { misfit: index, fitting: levels.size - pending.size };
    if (told.isSure) bound = new Map([...bound, ...told.found]);
    else guessed = new Map([...told.found, ...guessed]);
    pending.delete(index);
  }
  return { bound, guessed };
}

function easiest(pending: ReadonlyMap<number, Level>, bound: Bound): [number, Level] {
  const [first, ...others] = [...pending].map((entry) => ({ entry, unknowns: unknownsOf(entry[1], bound) }));
  const best = others.reduce((a, b) => (b.unknowns < a.unknowns ? b : a), first as NonNullable<typeof first>);
  return best.entry;
}

const filenameSlot: Slot = { name: 'filename', filters: [], source: '{filename}' };
const isFilename = (piece: Template[number]) =>
  typeof piece !== 'string' && piece.name === 'filename' && piece.filters.length === 0;

/** The patterns of file names, by file type, with what is the same for all put in. */
function patternsOf(project: Project, platform: PathPlatform): [fileType: string, pattern: Level][] {
  return Object.entries(project.filenamePatterns).flatMap(([fileType, source]) => {
    const { template, problems } = parseTemplate(source);
    const [pattern, ...others] = levelsOf(template, project, platform) ?? [];
    return pattern && others.length === 0 && problems.length === 0 ? [[fileType, pattern] as [string, Level]] : [];
  });
}

interface Match {
  /** What the path tells, guesses among it. */
  bound: Bound;
  fileType: string | null;
  filename: string | null;
}

const matchOf = ({ bound, guessed }: Known, fileType: string | null = null, filename: string | null = null): Match => ({
  bound: new Map([...guessed, ...bound]),
  ...{ fileType, filename },
});

/** Fits directories first: only where they do are file names looked at. */
function fitAll(
  levels: readonly Level[],
  comparison: Comparison,
  patterns: ReturnType<typeof patternsOf>,
): Match | Misfit {
  const entries = [...levels.entries()];
  const nothingYet = { bound: new Map(), guessed: new Map() };
  const isFile = ([, level]: (typeof entries)[number]) => level.some(isFilename);
  const directories = fitLevels(new Map(entries.filter((entry) => !isFile(entry))), nothingYet, comparison);
  if ('misfit' in directories) return directories;
  const files = entries.filter(isFile);
  const [file] = files;
  if (!file) return matchOf(directories);
  for (const [fileType, pattern] of patterns) {
    const expand = (level: Level) => level.flatMap((piece) => (isFilename(piece) ? pattern : [piece]));
    const expanded = files.map(([index, level]) => [index, expand(level)] as const);
    const known = fitLevels(new Map(expanded), directories, comparison);
    if ('bound' in known) return matchOf(known, fileType, comparison.segments[file[0]]);
  }
  return { misfit: file[0], fitting: levels.length - files.length };
}

/** A path compared with one template: what it tells, or where it does not fit. */
interface Compared {
  kind: PathKind;
  platform: PathPlatform;
  match?: Match;
  fitting: number;
  problem: RecognizedPath['problem'];
}

function compare(project: Project, path: string, kind: PathKind, platform: PathPlatform): Compared | undefined {
  const { template, problems } = parseTemplate(project.templates[kind]);
  const parts = problems.length === 0 ? levelsOf(template, project, platform) : undefined;
  if (!parts) return undefined;
  const [wanted, given] = [cut(parts, platform), cut(path.split(/[/\\]/), platform)];
  // a folder may be asked for by a file in it
  const hasFile = wanted.isFolder && given.items.length === wanted.items.length + 1;
  const levels = hasFile ? [...wanted.items, [filenameSlot]] : wanted.items;
  const segments = given.items;
  const misfit = (index: number, fitting: number): Compared => {
    const [segment = null, level] = [segments[index], levels[index]];
    return { kind, platform, fitting, problem: problemOf(kind, index, segment, level) };
  };

  if (wanted.root !== given.root) return misfit(0, -1);
  const shared = levels.slice(0, segments.length);
  const patterns = patternsOf(project, platform);
  const tasks = project.taskTypes.map((name) => name.toLowerCase());
  let found: Match | Misfit = { misfit: 0, fitting: -1 };
  // names that are the project's own come first, since others may be anything
  for (const names of [tasks, []]) {
    found = fitAll(shared, { segments, platform, shapes: shapesOf(project, names) }, patterns);
    if ('bound' in found) break;
  }
  if ('misfit' in found) return misfit(found.misfit, found.fitting);
  if (levels.length !== segments.length) return misfit(shared.length, shared.length);
  return { kind, platform, fitting: levels.length, match: found, problem: null };
}

function problemOf(kind: PathKind, index: number, segment: string | null, level: Level | undefined) {
  const expected = level ? writtenAs(level) : null;
  const words = (): string => {
    if (segment === null) return `The path ends where "${expected}" is expected`;
    if (expected === null) return `The path goes on with "${segment}" where it should have ended`;
    if (level?.some(isFilename)) return `"${segment}" is like no file name of the project`;
    return `"${segment}" does not fit "${expected}"`;
  };
  return { message: words(), kind, position: index + 1, segment, expected };
}

/** What a path tells of a variable, itself or in other letters. */
function toldOf(bound: Bound, variable: string, harmless = inOtherLetters): string | null {
  const plain = bound.get(variable);
  if (plain !== undefined) return plain;
  for (const [source, text] of bound) {
    const [slot] = parseTemplate(source).template;
    if (slot === undefined || typeof slot === 'string' || slot.name !== variable) continue;
    if (slot.filters.every(({ name }) => harmless.includes(name))) return text;
  }
  return null;
}

/** What the path of a task that has no such name says instead. */
const orNothing = (name: string | null) => (name === 'Unknown' ? null : name);

function namesOf({ bound }: Match) {
  const [task, version] = [
    toldOf(bound, 'task') ?? toldOf(bound, 'task_original'),
    toldOf(bound, 'version', [...inOtherLetters, 'pad']),
  ];
  return {
    episode: orNothing(toldOf(bound, 'episode')),
    sequence: orNothing(toldOf(bound, 'sequence_clean')),
    shot: orNothing(toldOf(bound, 'shot_clean')),
    task: task?.toLowerCase() ?? null,
    version: version !== null && /^\d+$/.test(version) ? Number(version) : null,
  };
}

const nothing = {
  ...{ kind: null, platform: null, fileType: null, project: null, filename: null },
  ...{ episode: null, sequence: null, shot: null, task: null, version: null, variables: {} },
};

/** What a path tells by the templates of a project; or by which of them it comes nearest, and where it does not fit. */
export function recognizePath(project: Project, path: string): Omit<RecognizedPath, 'taskId'> {
  const platforms: PathPlatform[] = /\\|^[A-Za-z]:/.test(path) ? ['windows', 'linux'] : ['linux', 'windows'];
  let nearest: Compared | undefined;
  for (const platform of platforms) {
    for (const kind of pathKinds) {
      const compared = compare(project, path, kind, platform);
      if (compared?.match) return told(project, compared, compared.match);
      if (compared && (!nearest || compared.fitting > nearest.fitting)) nearest = compared;
    }
  }
  return { valid: false, ...nothing, problem: nearest?.problem ?? null };
}

function told(project: Project, { kind, platform }: Compared, match: Match): Omit<RecognizedPath, 'taskId'> {
  return {
    ...{ valid: true, kind, platform, fileType: match.fileType, project: project.id, filename: match.filename },
    ...namesOf(match),
    variables: Object.fromEntries(match.bound),
    problem: null,
  };
}

/** The ids that the task of a path can have: its own, or the one it got where another project had that. */
export function possibleTaskIds(
  project: Project,
  { episode, sequence, shot, task }: Omit<RecognizedPath, 'taskId'>,
): string[] {
  if (shot === null || task === null) return [];
  const id = idFrom([episode, sequence, shot, task]);
  return [id, `${project.id.toLowerCase()}_${id}`].filter((one) => taskId.safeParse(one).success);
}
