import { keys } from '../../shared/data/keys.ts';
import { getItem, transact } from '../../shared/data/table.ts';
import { insertStudio } from '../../shared/data/users.ts';
import { hashPassword } from '../../shared/platform/passwords.ts';
import { makeProduction } from './production.ts';
import { type DemoStudio, demoStudios, exampleUsers } from './shows.ts';
import { writeProduction } from './write-production.ts';
import { writeMembers, writeUsers } from './write-studio.ts';

export interface DemoAccount {
  studio: string;
  username: string;
}

interface DemoOptions {
  password: string;
  log: (line: string) => void;
  /** When the production is to be in the middle of its work; now, unless a test says otherwise. */
  now?: Date;
}

/**
 * Makes sure that the demo studios exist, and gives the accounts to try them with. What is there stays as it is; a start
 * that was interrupted is completed.
 */
export async function setUpDemo({ password, log, now = new Date() }: DemoOptions): Promise<DemoAccount[]> {
  for (const demo of demoStudios) {
    if (!(await getItem(keys.demo(demo.studio)))) await writeStudio(demo, password, now, log);
  }
  return demoStudios.flatMap((demo) => exampleUsers(demo).map(({ username }) => ({ studio: demo.studio, username })));
}

async function writeStudio(demo: DemoStudio, password: string, now: Date, log: DemoOptions['log']): Promise<void> {
  const { studio, name, show } = demo;
  const production = makeProduction(show, now);
  const { tasks } = production;
  const shots = new Set(tasks.map(({ fields }) => fields.shot)).size;
  const changes = tasks.reduce((sum, { steps }) => sum + steps.length, 0);
  log(
    `Demo studio "${studio}": ${demo.users.length} people, ${shots} shots, ${tasks.length} tasks, ${changes} changes …`,
  );
  await insertStudio(studio, name);
  // they share one password, so one hash does, and its cost is paid once
  const ids = await writeUsers(demo, await hashPassword(password));
  await writeMembers(demo, ids);
  await writeProduction(studio, production, ids);
  // comes last: it says that everything is there
  await transact([{ Put: { Item: keys.demo(studio) } }]);
}
