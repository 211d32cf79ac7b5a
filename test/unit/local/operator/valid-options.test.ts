import { describe, expect, it } from 'vitest';
import { validOptions } from '../../../../local/operator/valid-options.ts';
import { userOperations } from '../../../../shared/contract/users.ts';

const admin = { username: 'ann', displayName: 'Ann', email: null, password: 'glacier-lantern-57', role: 'admin' };
const read = (fields: object) =>
  validOptions(userOperations.createUser.body, { ...admin, ...fields }, { username: '--admin' });

describe('options of a command', () => {
  it('are read by the schema of the API', () => {
    expect(read({ displayName: ' Ann ' })).toMatchObject(admin);
  });

  it.each([
    [{ displayName: '' }, '--display-name: Must not be empty.'],
    [{ password: 'short' }, '--password: Must have at least 12 characters.'],
    [{ displayName: 'x'.repeat(101) }, '--display-name: Must have at most 100 characters.'],
    [{ email: 'ann' }, '--email: Is no e-mail address. An address, as in hana@aurora.example.'],
    [{ username: 'ann!' }, '--admin: Must be letters, digits and . _ -, such as hana.kim.'],
  ])('%j are refused in the words of the API', (fields, why) => {
    expect(() => read(fields)).toThrow(why);
  });
});
