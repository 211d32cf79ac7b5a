import type { Operation } from '../../shared/contract/operation.ts';

const pascal = (kebab: string) => kebab.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
const camel = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** Where the rule would say something else than it is. */
const exceptions: Readonly<Record<string, string>> = { listTaskTimeEntries: 'listOfTask' };

/** `time-entries` → `timeEntries`. */
export const namespaceOf = ({ domain }: Pick<Operation, 'domain'>) => camel(pascal(domain));

/** The id without what the namespace says already: `updateTask` → `update`, `versionStatistics` → `statistics`. */
export function methodOf({ id, domain }: Pick<Operation, 'id' | 'domain'>): string {
  const plural = pascal(domain);
  const singular = plural.replace(/ies$/, 'y').replace(/s$/, '');
  const noun = [plural, singular].find((form) => pascal(id).includes(form));
  const rest = noun === undefined ? id : pascal(id).replace(noun, '');
  return exceptions[id] ?? camel(rest || id);
}
