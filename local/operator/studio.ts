import { randomInt } from 'node:crypto';
import * as z from 'zod';
import { line } from '../../shared/contract/primitives.ts';
import { userOperations } from '../../shared/contract/users.ts';
import { getStudio, insertStudio, insertUser, listStudios } from '../../shared/data/users.ts';
import { checkNewPassword } from '../../shared/domain/passwords.ts';
import { checkUsername } from '../../shared/domain/users.ts';
import { hashPassword } from '../../shared/platform/passwords.ts';
import { columns } from './columns.ts';
import { main, readArguments, say } from './command.ts';
import { OperatorProblem } from './problem.ts';
import { turnTo } from './target.ts';
import { validOptions } from './valid-options.ts';

const usage = `The studios of a stage, or of this machine.

  npm run studio -- create <name> --admin <username>
  npm run studio -- list

  --stage <name>         dev, staging or prod, with the AWS credentials of the environment;
                         without it, the stack that runs on this machine (MONTU_DATA_DIR)
  --title <text>         create: how people call the studio; its name unless given
  --admin <username>     create: its first admin
  --display-name <text>  create: the admin's; their username unless given
  --email <address>      create: the admin's, which they can sign in with too
  --password <text>      create: the admin's, or MONTU_PASSWORD; otherwise one is made, and shown once
  --help                 shows this

A studio's name is for good: lower-case letters, digits and hyphens. A create that was interrupted can be repeated.
Exit code 1 when it could not be done.`;

const stage = { stage: { type: 'string' } } as const;

const studioName = /^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/;

/** Without what is read as something else. */
const characters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** 118 random bits, in four groups that can be read out. */
function makePassword(): string {
  const group = () => Array.from({ length: 6 }, () => characters[randomInt(characters.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

const studioFields = z.object({ title: line(200).min(1) });

/** The first admin and their password, by the rules for everybody. */
async function readAdmin(
  studio: string,
  given: { username: string; displayName: string; email: string | null; password: string | undefined },
) {
  const made = given.password === undefined ? makePassword() : undefined;
  const wanted = { ...given, ...(made && { password: made }), role: 'admin' };
  const { password, ...admin } = validOptions(userOperations.createUser.body, wanted, { username: '--admin' });
  checkUsername(admin.username);
  // what was made by chance may hold a short name by chance
  if (!made) await checkNewPassword(password, { ...admin, field: 'password', studio });
  return { admin, password, made };
}

async function create(args: string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const flags = { ...stage, title: text, admin: text, 'display-name': text, email: text, password: text };
  const { values, positionals } = readArguments(args, flags, ['studio']);
  const [studio = ''] = positionals;
  if (!studioName.test(studio))
    throw new OperatorProblem(
      `"${studio}" cannot be a studio's name: up to 60 lower-case letters, digits and hyphens between them.`,
    );
  const { title } = validOptions(studioFields, { title: values.title ?? studio });
  const { admin: username } = values;
  if (!username) throw new OperatorProblem('Say who its first admin is (--admin <username>).');
  const { admin, password, made } = await readAdmin(studio, {
    ...{ username, displayName: values['display-name'] ?? username, email: values.email ?? null },
    password: values.password ?? (process.env.MONTU_PASSWORD || undefined),
  });

  const target = turnTo(values.stage);
  const existing = await getStudio(studio);
  // one without an admin was not finished
  if (existing && existing.admins > 0)
    throw new OperatorProblem(`There is a studio "${studio}" at ${target.name} already.`);
  const hash = await hashPassword(password);
  await insertStudio(studio, title);
  await insertUser({ ...admin, studio }, hash);
  say(`Studio ${studio} is created at ${target.name}. Its admin is ${username}.`);
  if (made) say(`Password, shown this once: ${made}`);
}

async function list(args: string[]): Promise<void> {
  const { values } = readArguments(args, stage, []);
  const target = turnTo(values.stage);
  const studios = await listStudios();
  if (studios.length === 0) say(`There is no studio at ${target.name} yet.`);
  else
    say(
      columns(
        ['studio', 'title', 'admins', 'created'],
        studios.map(({ studio, name, admins, createdAt }) => [studio, name, String(admins), createdAt]),
      ),
    );
}

await main(usage, { create, list });
