import type { ErrorDetail } from '../../contract/errors.ts';
import type { ProjectFields } from '../../contract/projects.ts';
import { nameProblems, type Problem, parseTemplate } from './template.ts';
import { knownVariables } from './variables.ts';

/** Each may have to be compared with a path. */
const maxFileTypes = 100;

/** What is wrong with the templates of a project: unknown variables and filters, braces without their counterpart. */
export function templateProblems(
  fields: Pick<ProjectFields, 'templates' | 'filenamePatterns' | 'customFields'>,
): ErrorDetail[] {
  const problemsOf = (source: string, where: 'template' | 'filename'): Problem[] => {
    const { template, problems } = parseTemplate(source);
    const { isKnown, known } = knownVariables(fields.customFields, where);
    return [...problems, ...nameProblems(template, isKnown, known)];
  };
  const ofTemplates = Object.entries(fields.templates).flatMap(([name, source]) =>
    problemsOf(source, 'template').map((problem) => ({ field: `templates.${name}`, ...problem })),
  );
  const ofPatterns = Object.entries(fields.filenamePatterns).flatMap(([name, source]) =>
    [...problemsOf(source, 'filename'), ...oneLevel(source)].map((problem) => ({
      field: `filenamePatterns.${name}`,
      ...problem,
    })),
  );
  return [...ofTemplates, ...ofPatterns, ...fewEnough(Object.keys(fields.filenamePatterns))];
}

function oneLevel(pattern: string): Problem[] {
  // within braces a separator can stand for what is replaced
  if (!/[/\\]/.test(pattern.replace(/\{[^{}]*\}/g, ''))) return [];
  const suggestion = 'Directories belong into the templates';
  return [{ code: 'INVALID_FORMAT', message: 'The name of a file has no separators', suggestion }];
}

function fewEnough(fileTypes: readonly string[]): ErrorDetail[] {
  if (fileTypes.length <= maxFileTypes) return [];
  return [{ field: 'filenamePatterns', code: 'OUT_OF_RANGE', message: `At most ${maxFileTypes} file types` }];
}
