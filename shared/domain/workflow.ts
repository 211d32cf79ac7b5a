import type { ErrorDetail } from '../contract/errors.ts';
import type { ProjectFields } from '../contract/projects.ts';
import { nearest } from './suggest.ts';

type Workflow = Pick<ProjectFields, 'statuses' | 'statusTransitions'>;

/** What is wrong with a workflow: statuses that the project does not have. */
export function workflowProblems({ statuses, statusTransitions }: Workflow): ErrorDetail[] {
  const known = statuses.map(({ name }) => name);
  const problem = (field: string, name: string): ErrorDetail[] =>
    known.includes(name)
      ? []
      : [
          {
            field,
            code: 'INVALID_VALUE',
            message: `"${name}" is not a status of this project`,
            suggestion: `${nearest(name, known, 'Did you mean')}One of: ${known.join(', ')}`,
          },
        ];
  return Object.entries(statusTransitions ?? {}).flatMap(([from, targets]) => [
    ...problem(`statusTransitions.${from}`, from),
    ...targets.flatMap((to, index) => problem(`statusTransitions.${from}.${index}`, to)),
  ]);
}

/** What is wrong with a change of status: that the workflow does not go that way. */
export function transitionProblems(from: string, to: string, { statusTransitions }: Workflow): ErrorDetail[] {
  const targets = statusTransitions && Object.hasOwn(statusTransitions, from) ? statusTransitions[from] : undefined;
  if (from === to || targets === undefined || targets.includes(to)) return [];
  return [
    {
      field: 'status',
      code: 'INVALID_VALUE',
      message: `The workflow of this project does not go from "${from}" to "${to}"`,
      suggestion: `From ${from}: ${targets.join(', ') || 'nowhere'}`,
    },
  ];
}
