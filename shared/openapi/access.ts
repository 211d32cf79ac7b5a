import type { Operation } from '../contract/operation.ts';
import { accessTable } from '../domain/access.ts';

const relations = {
  any: '',
  own: ' (only their own)',
  submitted: ' (only what was submitted to them)',
  participant: ' (only what they are in)',
} as const;

function listed(roles: readonly string[] | undefined, where: string): string[] {
  return roles ? [`${roles.join(', ')} of the ${where}`] : [];
}

/** Who may call an operation, in words. */
export function accessInWords({ access }: Pick<Operation, 'access'>): string {
  if (access === 'public') return 'Anyone.';
  if (access === 'signedIn') return 'Anyone who is signed in.';
  const grants = accessTable[access].map(
    ({ studio, project, relation = 'any' }) =>
      `${[...listed(studio, 'studio'), ...listed(project, 'project')].join('; ')}${relations[relation]}`,
  );
  return `\`${access}\`: ${grants.join('; ')}.`;
}
