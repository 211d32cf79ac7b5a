import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { User } from '../../../shared/contract/users.ts';
import { keys } from '../../../shared/data/keys.ts';
import { getPassword } from '../../../shared/data/passwords.ts';
import { peopleOf } from '../../../shared/data/people.ts';
import { allProjects, changeProject, projectsById } from '../../../shared/data/projects.ts';
import {
  allUsers,
  changeUser,
  findLogins,
  getStudio,
  getUser,
  insertStudio,
  insertUser,
  usersById,
} from '../../../shared/data/users.ts';
import { archived } from '../../../shared/domain/archive.ts';
import type { DomainEvent } from '../../../shared/domain/events.ts';
import { deactivated, erased, reactivated } from '../../../shared/domain/users.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { addProject } from '../../support/production.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
let studio: TestStudio;
beforeAll(async () => {
  table = await useTable();
});
beforeEach(async () => {
  studio = await newStudio();
});

const password = { N: 2, r: 8, p: 1, salt: 'salt', hash: 'hash' };
const annIn = (id: string, email?: string) =>
  insertUser(
    { studio: id, username: 'ann', displayName: 'Ann Lee', role: 'artist', ...(email && { email }) },
    password,
  );

const taken = (username: string) => ({ studio: studio.id, username, displayName: 'Somebody', role: 'artist' as const });

describe('a person', () => {
  it('is found by username and e-mail address in any letters', async () => {
    const ann = await annIn(studio.id, 'Ann@Lights.test');
    expect(ann).toMatchObject({ username: 'ann', displayName: 'Ann Lee', email: 'Ann@Lights.test' });
    for (const login of ['ann', 'ANN', 'ann@lights.TEST']) {
      expect(await findLogins(login, studio.id)).toEqual([{ studio: studio.id, userId: ann.id }]);
    }
    expect(await getUser(studio.id, ann.id)).toMatchObject(ann);
    expect(await getPassword(studio.id, ann.id)).toMatchObject(password);
    expect(JSON.stringify(await table.get(keys.user(studio.id, ann.id)))).not.toContain('hash');
  });

  it('may have the same name in another studio, and is told apart', async () => {
    const other = await newStudio();
    const [here, there] = [await annIn(studio.id), await annIn(other.id)];
    const found = (await findLogins('ann')).filter(({ studio: id }) => [studio.id, other.id].includes(id));
    expect(new Set(found.map(({ userId }) => userId))).toEqual(new Set([here.id, there.id]));
    expect(await findLogins('ann', other.id)).toEqual([{ studio: other.id, userId: there.id }]);
    await expect(getUser(other.id, here.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is refused a name or address that is taken, and leaves nothing behind', async () => {
    await annIn(studio.id, 'ann@lights.test');
    const before = await table.all();
    const taken = {
      studio: studio.id,
      username: 'bob',
      displayName: 'Bob',
      email: 'ANN@lights.test',
      role: 'artist' as const,
    };
    await expect(insertUser(taken, password)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(insertUser({ ...taken, username: 'Ann', email: null }, password)).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(await table.all()).toEqual(before);
    expect(await findLogins('bob', studio.id)).toEqual([]);
  });

  it('is known to whoever mentions them, by name or id, also where the directory is older', async () => {
    expect((await peopleOf(studio.id)).knows('ann')).toBe(false);
    const { id } = await annIn(studio.id);
    for (const mentioned of ['ANN', id]) {
      const people = await peopleOf(studio.id, [mentioned]);
      expect([people.toStored('ANN'), people.toShown(id), people.has(id)]).toEqual([id, 'ann', true]);
    }
  });
});

describe('a change of a person', () => {
  const change = (id: string, decide: (person: User) => User, expected?: number) =>
    changeUser(id, { type: 'user.updated', expected, decide }, studio.changeBy('user_boss'));
  const eventOf = (id: string, revision: number) =>
    table.get(keys.event(keys.user(studio.id, id), revision)) as Promise<DomainEvent | undefined>;

  it('moves the names to sign in with, and frees the old ones', async () => {
    const ann = await annIn(studio.id, 'ann@lights.test');
    const moved = await change(ann.id, (person) => ({ ...person, email: 'lee@lights.test' }));
    expect(moved).toMatchObject({ email: 'lee@lights.test', revision: 2, updatedBy: 'user_boss' });
    expect(await findLogins('ann@lights.test', studio.id)).toEqual([]);
    expect(await findLogins('LEE@lights.test', studio.id)).toEqual([{ studio: studio.id, userId: ann.id }]);
    await change(ann.id, (person) => ({ ...person, email: null }));
    expect(await findLogins('lee@lights.test', studio.id)).toEqual([]);
    await insertUser({ ...taken('bob'), email: 'lee@lights.test' }, password);
  });

  it('of the letters of an address alone is one too', async () => {
    const ann = await annIn(studio.id, 'ann@lights.test');
    await change(ann.id, (person) => ({ ...person, email: 'Ann@Lights.test' }));
    expect(await getUser(studio.id, ann.id)).toMatchObject({ email: 'Ann@Lights.test', revision: 2 });
    expect(await findLogins('ann@lights.test', studio.id)).toHaveLength(1);
  });

  it('to a name that is taken changes nothing', async () => {
    await annIn(studio.id, 'ann@lights.test');
    const bob = await insertUser(taken('bob'), password);
    const before = await table.all();
    await expect(change(bob.id, (person) => ({ ...person, email: 'ANN@lights.test' }))).rejects.toMatchObject({
      ...{ code: 'CONFLICT', details: [{ field: 'email', code: 'DUPLICATE' }] },
    });
    expect(await table.all()).toEqual(before);
  });

  it('is told in its event, of what is personal only that it changed', async () => {
    const ann = await annIn(studio.id, 'ann@lights.test');
    await change(ann.id, (person) => ({ ...person, displayName: 'Anna', email: null, department: 'comp' }));
    const event = await eventOf(ann.id, 2);
    expect(event?.changes).toMatchObject({
      displayName: { from: '(personal)', to: '(personal)' },
      email: { from: '(personal)', to: null },
      department: { from: null, to: 'comp' },
    });
    const events = (await table.all()).filter(({ entityId }) => entityId === ann.id);
    expect(events).toHaveLength(2);
    expect(JSON.stringify(events)).not.toMatch(/ann|lights/i);
  });

  it('from a stale revision names what both changed, with both values', async () => {
    const ann = await annIn(studio.id);
    await change(ann.id, (person) => ({ ...person, displayName: 'Anna', department: 'fx' }));
    await expect(change(ann.id, (person) => ({ ...person, displayName: 'Annie' }), 1)).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
      extra: { currentRevision: 2, conflicts: [{ field: 'displayName', current: 'Anna', yours: 'Annie' }] },
    });
  });

  it('of their role decides on their requests at once', async () => {
    const ann = await annIn(studio.id);
    await change(ann.id, (person) => ({ ...person, role: 'supervisor' }));
    expect(await table.get(keys.userAuth(studio.id, ann.id))).toMatchObject({ role: 'supervisor', active: true });
    await change(ann.id, deactivated);
    expect(await table.get(keys.userAuth(studio.id, ann.id))).toMatchObject({ role: 'supervisor', active: false });
    await change(ann.id, reactivated);
    expect(await table.get(keys.userAuth(studio.id, ann.id))).toMatchObject({ active: true });
  });

  it('is listed when the index knows, the deactivated too', async () => {
    const ann = await annIn(studio.id);
    const bob = await insertUser(taken('bob'), password);
    await change(bob.id, deactivated);
    expect((await allUsers(studio.id)).map(({ username, active }) => [username, active])).toEqual([
      ['ann', true],
      ['bob', false],
    ]);
    expect(await usersById(studio.id, [ann.id, 'user_nobody', 'SWA'])).toEqual([ann]);
    expect(await usersById(studio.id, [])).toEqual([]);
  });
});

describe('the admins of a studio', () => {
  const admin = (username: string) => studio.addUser(username, 'admin');
  const count = async () => (await table.get(keys.studio(studio.id)))?.admins;
  const ways: Record<string, (person: User) => User> = {
    demoted: (person) => ({ ...person, role: 'artist' }),
    deactivated,
    erased,
  };
  const apply = (id: string, by: string, decide: (person: User) => User) =>
    changeUser(id, { type: 'user.updated', expected: undefined, decide }, studio.changeBy(by));

  for (const [way, decide] of Object.entries(ways)) {
    it(`are never none: the last is not ${way}`, async () => {
      const [ann, bob] = [await admin('ann'), await admin('bob')];
      await apply(ann.id, bob.id, decide);
      expect(await count()).toBe(1);
      await expect(apply(bob.id, bob.id, decide)).rejects.toMatchObject({ code: 'CONFLICT' });
      expect(await getUser(studio.id, bob.id)).toEqual(bob);
      expect(await count()).toBe(1);
    });

    it(`are never none, when each of two has the other ${way} at once`, async () => {
      const [ann, bob] = [await admin('ann'), await admin('bob')];
      const outcomes = await Promise.allSettled([apply(ann.id, bob.id, decide), apply(bob.id, ann.id, decide)]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(outcomes.find((outcome) => outcome.status === 'rejected')?.reason).toMatchObject({ code: 'CONFLICT' });
      const left = await usersById(studio.id, [ann.id, bob.id]);
      expect(left.filter(({ role, active }) => role === 'admin' && active)).toHaveLength(1);
      expect(await count()).toBe(1);
    });
  }

  it('are counted as they come and go', async () => {
    const [ann] = [await admin('ann'), await admin('bob')];
    const cat = await studio.addUser('cat');
    await apply(cat.id, ann.id, (person) => ({ ...person, role: 'admin' }));
    expect(await count()).toBe(3);
    await apply(cat.id, ann.id, deactivated);
    // who is deactivated is no admin, whatever the role
    await apply(cat.id, ann.id, (person) => ({ ...person, role: 'artist' }));
    expect(await count()).toBe(2);
    await apply(cat.id, ann.id, (person) => ({ ...person, role: 'admin' }));
    expect(await count()).toBe(2);
    await apply(cat.id, ann.id, reactivated);
    expect(await count()).toBe(3);
  });
});

describe('a studio', () => {
  it('is made once', async () => {
    await insertStudio(studio.id, 'Another name');
    expect(await getStudio(studio.id)).toMatchObject({ name: 'A studio' });
    expect(await getStudio('nowhere')).toBeUndefined();
  });

  it('has its projects, the archived ones apart', async () => {
    const change = studio.changeBy('user_sue');
    for (const id of ['ONE', 'TWO', 'OLD']) await addProject(change, { id, name: id });
    await changeProject('OLD', { type: 'project.archived', expected: 1, decide: archived }, change);
    expect((await allProjects(studio.id, false)).map(({ id }) => id)).toEqual(['ONE', 'TWO']);
    expect((await allProjects(studio.id, true)).map(({ id }) => id)).toEqual(['OLD']);
    expect((await projectsById(studio.id, ['TWO', 'OLD', 'NONE'], false)).map(({ id }) => id)).toEqual(['TWO']);
    expect(
      await projectsById(
        studio.id,
        Array.from({ length: 150 }, (_, n) => `P${n}`),
        false,
      ),
    ).toEqual([]);
    expect(await allProjects('rival', false)).toEqual([]);
  });

  it('has each project once, in any letters: codes are folders', async () => {
    const change = studio.changeBy('user_sue');
    await addProject(change);
    for (const id of ['SWA', 'swa']) {
      await expect(addProject(change, { id })).rejects.toMatchObject({
        ...{ code: 'CONFLICT', message: `There is a project "${id}" already.`, details: [{ field: 'id' }] },
      });
    }
    await changeProject('SWA', { type: 'project.archived', expected: 1, decide: archived }, change);
    await expect(addProject(change)).rejects.toMatchObject({
      ...{ message: 'There is an archived project "SWA" already.' },
      details: [{ suggestion: expect.stringContaining('Restore it') }],
    });
  });
});
