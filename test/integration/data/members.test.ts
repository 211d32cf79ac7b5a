import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keys } from '../../../shared/data/keys.ts';
import { enrol, listMembers, membersOf, removeMember, setMember } from '../../../shared/data/members.ts';
import { changeUser } from '../../../shared/data/users.ts';
import { deactivated } from '../../../shared/domain/users.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
let studio: TestStudio;
let annId: string;
beforeAll(async () => {
  table = await useTable();
});
beforeEach(async () => {
  studio = await newStudio();
  annId = (await studio.addUser('ann')).id;
});

const by = () => studio.changeBy('user_boss');
type Role = Parameters<typeof enrol>[3];
const set = (role: Role, expected?: number, userId = annId) =>
  setMember({ projectId: 'SWA', userId, role }, { expected }, by());
const remove = (expected?: number) => removeMember({ projectId: 'SWA', userId: annId }, { expected }, by());
const authority = () => table.get(keys.userAuth(studio.id, annId));
const deactivate = (id: string) =>
  changeUser(id, { type: 'user.deactivated', expected: undefined, decide: deactivated }, by());
const history = async () =>
  (await table.all())
    .filter(({ studio: id, entity }) => id === studio.id && entity === 'member')
    .sort((a, b) => Number(a.revision) - Number(b.revision));

describe('a member', () => {
  it('has a role in each project', async () => {
    await enrol(studio.id, 'SWA', annId, 'artist');
    await enrol(studio.id, 'RGD', annId, 'viewer');
    await enrol(studio.id, 'SWA', annId, 'supervisor');
    expect(await authority()).toMatchObject({ projects: { SWA: 'supervisor', RGD: 'viewer' } });
    expect(await membersOf(studio.id, 'SWA')).toMatchObject([{ userId: annId, role: 'supervisor' }]);
  });

  it('is added, changed, removed and added again, and each is an event', async () => {
    expect(await set('artist')).toMatchObject({
      ...{ userId: annId, projectId: 'SWA', role: 'artist', username: 'ann', displayName: 'ann', revision: 1 },
    });
    expect(await set('supervisor', 1)).toMatchObject({ role: 'supervisor', revision: 2 });
    await remove(2);
    expect(await authority()).toMatchObject({ projects: {} });
    expect(await membersOf(studio.id, 'SWA')).toEqual([]);
    expect(await set('viewer')).toMatchObject({ role: 'viewer', revision: 4, archivedAt: null });
    expect(await authority()).toMatchObject({ projects: { SWA: 'viewer' } });

    const events = await history();
    expect(events.map(({ type }) => type)).toEqual([
      ...['member.added', 'member.updated', 'member.removed', 'member.added'],
    ]);
    expect(events[1]).toMatchObject({
      ...{ projectId: 'SWA', entityId: `SWA/${annId}`, actor: { userId: 'user_boss' }, kind: 'audit' },
      changes: { role: { from: 'artist', to: 'supervisor' } },
    });
  });

  it('that has this role already is left alone', async () => {
    const first = await set('artist');
    expect(await set('artist')).toEqual(first);
    expect(await history()).toHaveLength(1);
  });

  it('is added once by many at once, and ends with a role that one of them gave', async () => {
    const roles = ['artist', 'viewer', 'supervisor', 'manager'] as const;
    const added = await Promise.all(roles.map((role) => set(role)));
    expect(new Set(added.map(({ revision }) => revision)).size).toBe(4);
    const [member] = await membersOf(studio.id, 'SWA');
    expect(await authority()).toMatchObject({ projects: { SWA: member?.role } });
    expect((await history()).map(({ type }) => type)).toEqual([
      ...['member.added', 'member.updated', 'member.updated', 'member.updated'],
    ]);
  });

  it('is not changed from a stale revision, nor from one of nobody', async () => {
    await expect(set('artist', 1)).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    await set('artist');
    await set('viewer');
    await expect(set('manager', 1)).rejects.toMatchObject({
      code: 'VERSION_CONFLICT',
      extra: { currentRevision: 2, conflicts: [{ field: 'role', current: 'viewer', yours: 'manager' }] },
    });
    await expect(remove(1)).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    await remove(2);
    await expect(set('artist', 3)).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    expect(await membersOf(studio.id, 'SWA')).toEqual([]);
  });

  it('is added once by who says that they are none', async () => {
    const outcomes = await Promise.allSettled([set('artist', 0), set('viewer', 0), set('manager', 0)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    await remove(1);
    expect(await set('artist', 0)).toMatchObject({ role: 'artist', revision: 3 });
    await expect(set('viewer', 0)).rejects.toMatchObject({
      ...{ code: 'VERSION_CONFLICT', extra: { currentRevision: 3 } },
      details: [{ field: 'If-Match', message: 'There is something already' }],
    });
  });

  it('that is none cannot be removed', async () => {
    await expect(remove()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await set('artist');
    await remove();
    await expect(remove()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await history()).toHaveLength(2);
  });

  it('must be somebody', async () => {
    await table.put({ ...keys.userAuth(studio.id, 'key_1'), userId: 'key_1', projects: {}, active: true });
    for (const nobody of ['user_nobody', 'key_1']) {
      await expect(set('artist', undefined, nobody)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(await membersOf(studio.id, 'SWA')).toEqual([]);
  });

  it('must be active to be given a role, and not to lose it', async () => {
    await set('artist');
    await deactivate(annId);
    await expect(set('viewer')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await authority()).toMatchObject({ projects: { SWA: 'artist' } });
    await remove();
    await expect(set('viewer')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await membersOf(studio.id, 'SWA')).toEqual([]);
  });

  it('is not added who is deactivated at the same time', async () => {
    for (let round = 0; round < 5; round++) {
      const { id } = await studio.addUser(`race${round}`);
      const [added] = await Promise.allSettled([set('artist', undefined, id), deactivate(id)]);
      if (added.status === 'rejected') expect(added.reason).toMatchObject({ code: 'CONFLICT' });
      const stored = await table.get(keys.userAuth(studio.id, id));
      expect(stored?.projects).toEqual(added.status === 'fulfilled' ? { SWA: 'artist' } : {});
    }
  });
});

describe('the members of a project', () => {
  it('are listed in pages, without those who were removed, nor another project’s', async () => {
    const ids = [annId];
    for (let n = 0; n < 4; n++) ids.push((await studio.addUser(`person${n}`)).id);
    for (const id of ids) await enrol(studio.id, 'SWA', id, 'artist');
    await enrol(studio.id, 'SWAN', ids[0] as string, 'manager');
    await remove();

    const seen: string[] = [];
    let startAfter: Record<string, unknown> | undefined;
    do {
      const page = await listMembers(studio.id, 'SWA', { limit: 3, startAfter });
      seen.push(...page.members.map(({ userId }) => userId));
      startAfter = page.next;
    } while (startAfter);
    expect(seen).toEqual(ids.slice(1).sort());
    const { members } = await listMembers(studio.id, 'SWAN', { limit: 3 });
    expect(members).toMatchObject([{ username: 'ann', role: 'manager' }]);
  });
});
