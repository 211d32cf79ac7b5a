import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keys } from '../../../shared/data/keys.ts';
import { peopleOf } from '../../../shared/data/people.ts';
import { allProjects, changeProject, membersOf, projectsById } from '../../../shared/data/projects.ts';
import {
  findLogins,
  getPassword,
  getStudio,
  getUser,
  insertStudio,
  insertUser,
  setMember,
} from '../../../shared/data/users.ts';
import { archived } from '../../../shared/domain/archive.ts';
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
  insertUser({ studio: id, username: 'ann', name: 'Ann Lee', role: 'artist', ...(email && { email }) }, password);

describe('a person', () => {
  it('is found by username and e-mail address in any letters', async () => {
    const ann = await annIn(studio.id, 'Ann@Lights.test');
    expect(ann).toMatchObject({ studio: studio.id, username: 'ann', name: 'Ann Lee', email: 'Ann@Lights.test' });
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
      name: 'Bob',
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

  it('has a role in each project', async () => {
    const { id } = await annIn(studio.id);
    await setMember(studio.id, 'SWA', id, 'artist');
    await setMember(studio.id, 'RGD', id, 'viewer');
    await setMember(studio.id, 'SWA', id, 'supervisor');
    expect(await table.get(keys.userAuth(studio.id, id))).toMatchObject({
      projects: { SWA: 'supervisor', RGD: 'viewer' },
    });
    expect(await membersOf(studio.id, 'SWA')).toMatchObject([{ userId: id, role: 'supervisor' }]);
  });

  it('that is not there gets no role', async () => {
    await expect(setMember(studio.id, 'SWA', 'user_nobody', 'artist')).rejects.toThrow();
    expect(await membersOf(studio.id, 'SWA')).toEqual([]);
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
