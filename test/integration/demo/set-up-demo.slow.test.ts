import { beforeAll, describe, expect, it } from 'vitest';
import { setUpDemo } from '../../../local/demo/index.ts';
import { makeProduction, stateOf } from '../../../local/demo/production.ts';
import { demoStudios, type Show } from '../../../local/demo/shows.ts';
import { rowsOf } from '../../../local/demo/task-rows.ts';
import { eventsSince } from '../../../shared/data/entity-events.ts';
import { keys } from '../../../shared/data/keys.ts';
import { membersOf } from '../../../shared/data/members.ts';
import { getPassword } from '../../../shared/data/passwords.ts';
import { peopleOf } from '../../../shared/data/people.ts';
import { getProject } from '../../../shared/data/projects.ts';
import { getItem } from '../../../shared/data/table.ts';
import { changeTask, getTask, insertTask, taskKind } from '../../../shared/data/tasks.ts';
import { findLogins } from '../../../shared/data/users.ts';
import { cleanedNames } from '../../../shared/domain/tasks.ts';
import { passwordMatches } from '../../../shared/platform/passwords.ts';
import { listTasks } from '../../support/lists.ts';
import { ownEngine } from '../../support/own-engine.ts';
import { freshTable } from '../local/fresh-table.ts';

const now = new Date();
const password = 'a password for the demo';
const lines: string[] = [];
let accounts: { studio: string; username: string }[];

beforeAll(async () => {
  const { tableName } = await freshTable();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: ownEngine(),
    MONTU_TABLE: tableName,
    MONTU_PUBLIC_URL: 'http://localhost:8080',
  });
  accounts = await setUpDemo({ password, log: (line) => lines.push(line), now });
}, 120_000);

describe('setUpDemo', () => {
  it('gives the accounts to try, one a role, and the admin of the other studio', () => {
    expect(accounts.map(({ studio, username }) => `${studio}/${username}`).sort()).toEqual([
      'demo/admin',
      'demo/artist',
      'demo/client',
      'demo/coordinator',
      'demo/supervisor',
      'rival/admin',
    ]);
    expect(lines[0]).toContain('60 shots, 240 tasks');
  });

  it('lets them sign in with the password', async () => {
    for (const { studio, username } of accounts) {
      const [login] = await findLogins(username, studio);
      expect(await passwordMatches(password, await getPassword(studio, login?.userId ?? ''))).toBe(true);
    }
  });

  it('writes the production as it was made, artists by id', async () => {
    const { tasks } = makeProduction(demoStudios[0]?.show as Show, now);
    const page = await listTasks('demo', { projectId: 'AUR' }, { limit: 500 });
    expect(page.tasks).toHaveLength(240);
    const wanted = new Map(tasks.map((task) => [`${task.fields.shot} ${task.fields.task}`, task]));
    for (const task of page.tasks) {
      const demo = wanted.get(`${task.shot} ${task.task}`);
      expect(task).toMatchObject({ ...(demo && stateOf(demo)), revision: 1 + (demo?.steps.length ?? 0) });
    }
    const mine = await listTasks('demo', { projectId: 'AUR', artist: ['artist'] }, { limit: 100 });
    expect(mine.tasks.length).toBeGreaterThan(5);
  });

  it('gives everyone their role in the production', async () => {
    const roles = (await membersOf('demo', 'AUR')).map(({ role }) => role);
    const count = (wanted: string) => roles.filter((role) => role === wanted).length;
    expect([count('manager'), count('supervisor'), count('client'), count('artist')]).toEqual([1, 1, 1, 13]);
  });

  it('does nothing when it is there', async () => {
    const told = lines.length;
    const before = await getTask('demo', 'ep01_sq0010_sh0010_comp');
    expect(await setUpDemo({ password: 'another one entirely', log: (line) => lines.push(line) })).toEqual(accounts);
    expect(lines).toHaveLength(told);
    expect(await getTask('demo', 'ep01_sq0010_sh0010_comp')).toEqual(before);
  });
});

it('leaves the rows that one change after the other would leave', async () => {
  const studio = 'demo';
  const project = await getProject(studio, 'AUR');
  const kind = taskKind(await peopleOf(studio));
  const { tasks } = makeProduction(demoStudios[0]?.show as Show, now);
  const made = tasks.find(({ steps }) => steps.length > 4);
  if (!made) throw new Error('No task has a past');
  const demo = { ...made, fields: { ...made.fields, shot: 'SH9990' } };
  const actorOf = (username: string) => ({ userId: `id of ${username}`, requestId: 'req_1', ip: '127.0.0.1' });
  const { task, events } = rowsOf(demo, { studio, project, kind, actorOf });
  const id = task.id as string;

  const { fields, createdAt, createdBy, steps } = demo;
  await insertTask(
    { id, ...fields, ...cleanedNames(fields, project), blockedBy: [] },
    { studio, actor: actorOf(createdBy), at: createdAt },
  );
  for (const { at, by, change } of steps) {
    await changeTask(
      id,
      {
        type: 'task.updated',
        expected: undefined,
        artist: change.artist,
        decide: (current) => ({ ...current, ...change }),
      },
      { studio, actor: actorOf(by), at },
    );
  }
  expect(task).toEqual(await getItem(keys.task(studio, id)));
  expect(events).toEqual(await eventsSince(kind, studio, { id, revision: events.length }, 0));
});
