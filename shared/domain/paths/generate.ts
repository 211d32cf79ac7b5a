import { ApiError, type ErrorDetail, invalidField } from '../../contract/errors.ts';
import {
  type GeneratedPaths,
  type PathKind,
  type PathRequest,
  type PathTask,
  pathKinds,
} from '../../contract/paths.ts';
import type { Project } from '../../contract/projects.ts';
import type { Task } from '../../contract/tasks.ts';
import { nearest } from '../suggest.ts';
import { textOf } from './filters.ts';
import { renderPath } from './render.ts';
import { parseTemplate, SlotProblem, type Template } from './template.ts';
import { fieldOf, lookUp, sharedValues, taskValues } from './variables.ts';

/** A task that paths are asked for. */
export interface Wanted {
  task: PathTask & Partial<Pick<Task, 'id' | 'currentVersion'>>;
  /** How the request names a field of it. */
  fieldOf: (field: string) => string;
}

/** More would help nobody. */
const maxDetails = 50;

function patternOf(project: Project, fileType: string): string {
  const known = Object.keys(project.filenamePatterns);
  const pattern = Object.hasOwn(project.filenamePatterns, fileType) ? project.filenamePatterns[fileType] : undefined;
  if (pattern !== undefined) return pattern;
  const suggestion = `${nearest(fileType, known, 'Did you mean')}One of: ${known.join(', ')}`;
  throw invalidField(
    'fileType',
    'INVALID_VALUE',
    `"${fileType}" is not a file type of project ${project.id}`,
    suggestion,
  );
}

/** @throws VALIDATION_ERROR for a template that was kept before there were rules for them */
function readTemplate(field: string, source: string): Template {
  const { template, problems } = parseTemplate(source);
  if (problems.length === 0) return template;
  const details = problems.map((problem) => ({ field, ...problem }));
  throw new ApiError('VALIDATION_ERROR', 'A template of the project cannot be used', { details });
}

const splitName = (filename: string) => {
  const dot = filename.lastIndexOf('.');
  const hasExtension = dot > 0;
  return {
    filename,
    filename_no_ext: hasExtension ? filename.slice(0, dot) : filename,
    file_ext: hasExtension ? filename.slice(dot + 1) : undefined,
  };
};

/** What could be put into the templates, and what of the custom fields was, as text. */
function told(builtIn: readonly string[], used: readonly Template[], values: Readonly<Record<string, unknown>>) {
  const names = used.flat().flatMap((piece) => (typeof piece === 'string' ? [] : [piece.name]));
  return Object.fromEntries(
    [...new Set([...builtIn, ...names])].flatMap((name) => {
      const value = lookUp(values, { name, filters: [], source: name });
      return value === undefined ? [] : [[name, textOf(value)]];
    }),
  );
}

/** Makes the paths of one task after another: what they have in common is worked out once. */
function generator(project: Project, request: PathRequest, at: Date) {
  const pattern = readTemplate(`filenamePatterns.${request.fileType}`, patternOf(project, request.fileType));
  const kinds = new Set<PathKind>(request.kinds ?? pathKinds);
  const templates = pathKinds
    .filter((kind) => kinds.has(kind))
    .map((kind) => [kind, readTemplate(`templates.${kind}`, project.templates[kind])] as const);
  const used = [pattern, ...templates.map(([, template]) => template)];
  const common = sharedValues(project, request, at);

  return (task: Wanted['task']): GeneratedPaths => {
    const custom = { ...task.customFields, ...request.customFields };
    const known = { ...common, ...taskValues(project, request, task) };
    const values = { ...known, ...splitName(renderPath(pattern, { ...custom, ...known }, request.platform)) };
    const all = { ...custom, ...values };
    return {
      ...(task.id !== undefined && { taskId: task.id }),
      ...Object.fromEntries(templates.map(([kind, template]) => [kind, renderPath(template, all, request.platform)])),
      filename: values.filename,
      variables: told(Object.keys(values), used, all),
    };
  };
}

/** What no request can put right: a project need not say where Linux finds its disks. */
function whereDisksAre({ slot, problem }: SlotProblem, { id }: Project): { suggestion?: string } {
  if (problem.code !== 'REQUIRED_FIELD' || !slot.name.startsWith('drive_')) return {};
  return { suggestion: `Set workingRoot, renderRoot and mediaRoot in platformSettings.linux of project ${id}` };
}

/**
 * The paths of tasks from the templates of their project, in their order.
 * @throws VALIDATION_ERROR naming every field that is missing, or that would make a path climb or split
 */
export function generatePaths(
  project: Project,
  request: PathRequest,
  wanted: readonly Wanted[],
  at: Date,
): GeneratedPaths[] {
  const generate = generator(project, request, at);
  const refused = new Map<string, ErrorDetail>();
  const made: GeneratedPaths[] = [];
  for (const { task, fieldOf: ofTask } of wanted) {
    try {
      made.push(generate(task));
    } catch (error) {
      if (!(error instanceof SlotProblem)) throw error;
      const detail = { field: fieldOf(error.slot.name, ofTask), ...error.problem, ...whereDisksAre(error, project) };
      refused.set(`${detail.field}: ${detail.message}`, detail);
      if (refused.size >= maxDetails) break;
    }
  }
  if (refused.size === 0) return made;
  throw new ApiError('VALIDATION_ERROR', 'No path can be made of these values', { details: [...refused.values()] });
}
