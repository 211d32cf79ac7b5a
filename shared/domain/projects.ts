import { ApiError, type ErrorDetail } from '../contract/errors.ts';
import { type Project, type ProjectFields, projectFields } from '../contract/projects.ts';
import type { Resource } from './access.ts';
import { writableFields } from './merge-patch.ts';
import { missingGroup, patternProblem } from './name-cleaning.ts';
import { templateProblems } from './paths/check-templates.ts';
import { workflowProblems } from './workflow.ts';

/** A project as something to be allowed or refused. */
export function projectResource(id: string): Resource {
  return { kind: 'project', id, projectId: id };
}

/** More would help nobody. */
const maxDetails = 50;

function patternProblems(fields: Pick<ProjectFields, 'nameCleaningRules'>): ErrorDetail[] {
  return Object.entries(fields.nameCleaningRules)
    .filter(([name]) => name.endsWith('Pattern'))
    .flatMap(([name, pattern]) => {
      const problem = patternProblem(pattern);
      return problem === undefined
        ? []
        : [
            {
              field: `nameCleaningRules.${name}`,
              code: 'INVALID_FORMAT',
              message: `Not a regular expression: ${problem}`,
              suggestion: 'RE2 syntax, as in ^SWA_Ep[0-9]+_(.+)$ (no look-around, no back-references)',
            } as const,
          ];
    });
}

const cleanedKinds = ['sequence', 'shot', 'episode'] as const;

/** Where nothing stands for a missing group, every name would be the same. */
function replacementProblems({ nameCleaningRules: rules }: Pick<ProjectFields, 'nameCleaningRules'>): ErrorDetail[] {
  return cleanedKinds.flatMap((kind) => {
    const missing = missingGroup(rules[`${kind}Pattern`], rules[`${kind}Replacement`]);
    if (missing === undefined) return [];
    const message = `The pattern has no group ${missing}`;
    const suggestion = 'Groups are what the pattern has in parentheses, \\1 the first; \\0 is all that it matches';
    return [{ field: `nameCleaningRules.${kind}Replacement`, code: 'INVALID_VALUE', message, suggestion }];
  });
}

function timelineProblems({ projectTimeline }: Pick<ProjectFields, 'projectTimeline'>): ErrorDetail[] {
  if (projectTimeline === null || projectTimeline.startDate <= projectTimeline.endDate) return [];
  const message = 'The project must not end before it starts';
  return [{ field: 'projectTimeline.endDate', code: 'OUT_OF_RANGE', message }];
}

/**
 * Refuses name-cleaning patterns that are no regular expressions and replacements by groups that they have not, templates
 * of variables and a workflow of statuses that there are not, and a project that ends before it starts.
 * @throws VALIDATION_ERROR
 */
export function checkSettings(fields: ProjectFields): void {
  const details = [
    ...patternProblems(fields),
    ...replacementProblems(fields),
    ...templateProblems(fields),
    ...workflowProblems(fields),
    ...timelineProblems(fields),
  ].slice(0, maxDetails);
  if (details.length > 0) throw new ApiError('VALIDATION_ERROR', 'Invalid project configuration', { details });
}

/** What another project can take from this one: how it is worked, not what it is. */
export function settingsOf(source: Project): Partial<ProjectFields> {
  const { name, description, projectBudget, projectTimeline, importedFrom, ...settings } = writableFields(
    source,
    projectFields,
  );
  return settings;
}

/** How lists of projects are asked for. */
export interface ProjectListQuery {
  search?: string | undefined;
  sort: 'name' | 'createdAt';
  order: 'asc' | 'desc';
}

/** A project's place in a list: the value it is sorted by, then its id. */
export type ProjectPosition = [value: string, id: string];

/** Names sort as people read them; times as text. */
const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

export function positionOfProject(entry: Project, { sort }: Pick<ProjectListQuery, 'sort'>): ProjectPosition {
  return [entry[sort], entry.id];
}

function compare(a: ProjectPosition, b: ProjectPosition, { sort, order }: ProjectListQuery): number {
  const byValue = sort === 'name' ? collator.compare(a[0], b[0]) : a[0] < b[0] ? -1 : Number(a[0] > b[0]);
  const ascending = byValue || (a[1] < b[1] ? -1 : Number(a[1] > b[1]));
  return order === 'asc' ? ascending : -ascending;
}

/** The projects that match, in order, after a position. */
export function listProjects(
  projects: readonly Project[],
  query: ProjectListQuery,
  after: ProjectPosition | undefined,
): Project[] {
  const wanted = query.search?.toLowerCase();
  return projects
    .filter(({ id, name }) => wanted === undefined || `${id}\n${name}`.toLowerCase().includes(wanted))
    .map((entry) => ({ entry, position: positionOfProject(entry, query) }))
    .filter(({ position }) => !after || compare(after, position, query) < 0)
    .sort((a, b) => compare(a.position, b.position, query))
    .map(({ entry }) => entry);
}
