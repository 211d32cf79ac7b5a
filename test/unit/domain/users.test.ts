import { describe, expect, it } from 'vitest';
import type { User } from '../../../shared/contract/users.ts';
import { can } from '../../../shared/domain/access.ts';
import {
  checkUsername,
  deactivated,
  erased,
  listUsers,
  permissionForFields,
  positionOfUser,
  reactivated,
  refuseDeactivated,
  refuseErased,
  type UserFilter,
  userIdOf,
  userResource,
} from '../../../shared/domain/users.ts';
import { makeCaller } from '../../support/caller.ts';

function person(fields: Partial<User> = {}): User {
  return {
    ...{ id: 'user_0123456789abcdef01234567', username: 'ann', displayName: 'Ann Lee', email: 'ann@lights.test' },
    ...{ department: 'lighting', role: 'artist', active: true, revision: 1, archivedAt: null },
    ...{ createdAt: '2026-01-05T08:00:00.000Z', updatedAt: '2026-01-05T08:00:00.000Z' },
    ...{ createdBy: 'system', updatedBy: 'system' },
    ...fields,
  };
}

describe('an address', () => {
  it('means whoever asks by "me", and nobody else', () => {
    expect(userIdOf('me', makeCaller())).toBe('user_ann');
    expect(['user_bob', 'Me', 'me2'].map((name) => userIdOf(name, makeCaller()))).toEqual(['user_bob', 'Me', 'me2']);
  });

  it('names something that is one’s own, or not', () => {
    const ann = makeCaller();
    expect(can(ann, 'user.profile', userResource('user_ann'))).toBe(true);
    expect(can(ann, 'user.profile', userResource('user_bob'))).toBe(false);
    // a username is no id
    expect(can(ann, 'user.profile', userResource('ann'))).toBe(false);
  });
});

describe('a change', () => {
  it('of name and e-mail address is one’s own; anything else is the studio’s', () => {
    expect(permissionForFields(['displayName', 'email'])).toBe('user.profile');
    expect(permissionForFields(['displayName', 'role'])).toBe('user.update');
    expect(permissionForFields(['department'])).toBe('user.update');
  });
});

describe('somebody', () => {
  it('is deactivated and reactivated, and stays as they are where they are that already', () => {
    const gone = deactivated(person());
    expect(gone).toEqual({ ...person(), active: false, archivedAt: expect.any(String) });
    expect(deactivated(gone)).toBe(gone);
    expect(reactivated(gone)).toEqual(person());
    const here = person();
    expect(reactivated(here)).toBe(here);
  });

  it('who is deactivated is given nothing to do', () => {
    expect(() => refuseDeactivated(deactivated(person()))).toThrow('is deactivated');
    expect(() => refuseDeactivated(person())).not.toThrow();
  });

  it('who is erased keeps nothing personal, and stays so for good', () => {
    const nobody = erased(person());
    expect(nobody).toMatchObject({
      ...{ username: 'erased-01234567', displayName: 'Erased person', email: null, department: null, active: false },
      archivedAt: expect.any(String),
    });
    expect(JSON.stringify(nobody)).not.toMatch(/ann|lee|lights/i);
    expect(erased(nobody)).toEqual(nobody);
    expect(() => reactivated(nobody)).toThrow('for good');
    expect(() => refuseErased(nobody)).toThrow('for good');
    expect(() => refuseErased(person())).not.toThrow();
  });

  it('who is erased is deactivated since they were', () => {
    const since = '2026-02-03T08:00:00.000Z';
    expect(erased(person({ active: false, archivedAt: since })).archivedAt).toBe(since);
  });

  it('is not given the name of an erased person', () => {
    for (const name of ['erased-01234567', 'Erased-me']) expect(() => checkUsername(name)).toThrow('erased people');
    expect(() => checkUsername('erasedbutnot')).not.toThrow();
  });

  it('is not called what stands for whoever asks, or for nobody', () => {
    for (const name of ['me', 'Me', 'unassigned', 'Unassigned']) {
      expect(() => checkUsername(name)).toThrow('somebody else');
    }
    for (const name of ['mel', 'unassigned2']) expect(() => checkUsername(name)).not.toThrow();
  });
});

describe('a list of people', () => {
  const people = [
    person({ id: 'user_3', username: 'zoe', displayName: 'Zoe', department: null, email: null, role: 'admin' }),
    person({ id: 'user_2', username: 'bob2', displayName: 'bob 10', department: 'comp' }),
    person({ id: 'user_1', username: 'bob1', displayName: 'Bob 2' }),
    person({ id: 'user_0', username: 'ann2', displayName: 'Ann Lee' }),
    person(),
    deactivated(person({ id: 'user_9', username: 'gone', displayName: 'Gone' })),
  ];
  const list = (filter: Partial<UserFilter> = {}) =>
    listUsers(people, { active: true, ...filter }, undefined).map(({ username }) => username);

  it('is sorted by name as people read it, then by id', () => {
    // "user_0…" of ann2 is shorter, and so comes first
    expect(list()).toEqual(['ann2', 'ann', 'bob1', 'bob2', 'zoe']);
  });

  it('has whom all of the filter fits', () => {
    expect(list({ active: false })).toEqual(['gone']);
    expect(list({ search: 'BOB' })).toEqual(['bob1', 'bob2']);
    expect(list({ search: 'lights.TEST', department: ['comp', 'fx'] })).toEqual(['bob2']);
    expect(list({ role: ['admin', 'client'] })).toEqual(['zoe']);
    expect(list({ search: 'zoe', role: ['artist'] })).toEqual([]);
    // the parts are searched one by one
    expect(list({ search: 'leeann' })).toEqual([]);
  });

  it('goes on after a position, also where whoever stood there has gone', () => {
    const all = listUsers(people, { active: true }, undefined);
    for (const [index, entry] of all.entries()) {
      const rest = listUsers(
        people.filter(({ id }) => id !== entry.id),
        { active: true },
        positionOfUser(entry),
      );
      expect(rest).toEqual(all.slice(index + 1));
    }
  });
});
