import { type operations as all, allOperations } from '../../shared/contract/index.ts';
import { type Operation, routePath } from '../../shared/contract/operation.ts';
import { type Permission, permissions, projectRoles, scopes, studioRoles } from '../../shared/contract/permissions.ts';
import { accessTable } from '../../shared/domain/access.ts';

export const accessPagePath = 'docs/access.md';

type Declared = (typeof all)[keyof typeof all]['access'];

/** What no operation asks for by itself; without a line here, such a permission does not compile. */
const askedInside: Record<Exclude<Permission, Declared>, string> = {
  'user.update': '`updateUser`, for department and role',
  'version.review':
    '`updateVersion` and `archiveVersion`, for what is approved, rejected or brought back; `createVersion` for another',
};

const marks = { any: 'yes', own: 'own', submitted: 'submitted', participant: 'in it' } as const;
/** The wider one where several grants hold. */
const widestFirst = ['any', 'submitted', 'participant', 'own'] as const;

/** How far a role reaches with a permission; empty where it does not. */
function reach(permission: Permission, where: 'studio' | 'project', role: string): string {
  const relations = accessTable[permission]
    .filter((grant) => (grant[where] as readonly string[] | undefined)?.includes(role))
    .map(({ relation = 'any' }) => relation);
  const widest = widestFirst.find((relation) => relations.includes(relation));
  return widest ? marks[widest] : '';
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

const permissionTable = () =>
  tableOf(
    ['permission', ...studioRoles, ...projectRoles.map((role) => `${role} of the project`), 'API keys'],
    permissions.map((permission) => [
      `\`${permission}\``,
      ...studioRoles.map((role) => reach(permission, 'studio', role)),
      ...projectRoles.map((role) => reach(permission, 'project', role)),
      (scopes as readonly Permission[]).includes(permission) ? 'scope' : '',
    ]),
  );

const ruleInWords = { public: 'anyone', signedIn: 'anyone who is signed in' };

function ruleOf({ access }: Operation): string {
  return access === 'public' || access === 'signedIn' ? ruleInWords[access] : `\`${access}\``;
}

const operationTable = () =>
  tableOf(
    ['operation', 'request', 'asks for'],
    allOperations.map((operation) => [
      `\`${operation.id}\``,
      `\`${operation.method} ${routePath(operation)}\``,
      ruleOf(operation),
    ]),
  );

/** Who may do what, as a page. */
export function renderAccessPage(): string {
  const inside = Object.entries(askedInside).map(([permission, by]) => `- \`${permission}\`: ${by}.`);
  return `# Who may do what

Made from \`shared/domain/access.ts\` and the contract by \`npm run docs:access\`.

An operation asks for a permission on what it is about; the table of roles gives it, and nothing else does. Somebody may
do what any of their roles gives: the one they have in the studio, and the one they have in the project that the thing
belongs to. What they may not see is answered as 404, what they may see but not do as 403; lists hold only what the caller
may see. A change of roles holds everywhere within five seconds.

## Roles

- **yes**: on everything, in the studio or in the project.
- **own**: only their own: the tasks they are the artist of, their account, profile and inbox.
- **in it**: only the threads of messages that they are in.
- **submitted**: only what was submitted to the client.
- **scope**: may be given to an API key, as the most it may do; within that, the key's own roles decide as a person's do.

${permissionTable()}

## Operations

${operationTable()}

Some operations ask for more, depending on what they are to change:

${inside.join('\n')}

A channel of the socket API is one's own inbox (\`user:<id>\`), or the feed of a project (\`project:<id>\`), for whoever
may see all of its tasks: \`task.read\` with **yes**.
`;
}
