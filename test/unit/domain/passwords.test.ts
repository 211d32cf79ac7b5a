import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../shared/contract/errors.ts';
import { checkNewPassword } from '../../../shared/domain/passwords.ts';

const hana = { field: 'newPassword', username: 'hana.kim', displayName: 'Hana Kim-Bergström', studio: 'harbour' };
const problemOf = async (password: string, owner: Partial<Parameters<typeof checkNewPassword>[1]> = {}) => {
  try {
    await checkNewPassword(password, { email: 'hk42@example.test', ...hana, ...owner });
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error;
  }
};

describe('a new password', () => {
  it.each([
    'correct horse battery staple',
    'purple monkey dishwasher',
    'q8#vL2!xPz0@wT',
    '934857102938',
    'ein langes Kennwort für Regen',
    '비가 오는 날의 긴 비밀번호',
    'abcabcabcabd',
    'abcdefghijkm',
  ])('may be "%s"', async (password) => {
    expect(await problemOf(password)).toBeUndefined();
  });

  it.each([
    ['on the list', '1qaz2wsx3edc'],
    ['on the list, in capitals', 'MOTHERFUCKER'],
    ['common, with digits behind', 'password1234'],
    ['common, written to look uncommon', '**Pass-Word 2026!!'],
    ['the common one twice over', 'qwerty123456'],
  ])('is refused where it is %s', async (_, password) => {
    expect((await problemOf(password))?.message).toMatch(/most common/);
  });

  it.each([
    ['one character', 'aaaaaaaaaaaa'],
    ['a block', 'abcabcabcabc'],
    ['a block that is cut', 'xyz7xyz7xyz7x'],
    ['nothing but signs', '--- ... --- ...'],
    ['upwards', 'abcdefghijklm'],
    ['downwards', '321098765432'],
  ])('is refused as a pattern: %s', async (_, password) => {
    expect((await problemOf(password))?.message).toMatch(/pattern/);
  });

  it.each([
    ['the username', 'my.hana.kim.pass'],
    ['the username, otherwise written', 'xx HANA_KIM 88 yy'],
    ['a part of the name', 'bergström in winter'],
    ['the e-mail address', 'zebra hk42 crossing'],
    ['the studio', 'Harbour-Harbour-2026'],
  ])('is refused with %s in it', async (_, password) => {
    expect((await problemOf(password))?.message).toMatch(/contains/);
  });

  it('may contain what is too short to be a name, and a name that is not there', async () => {
    expect(
      await problemOf('a jolly good fellow', { username: 'jo', displayName: 'Jo Li', email: null }),
    ).toBeUndefined();
  });

  it('is refused by the field that it came in, and something better is suggested', async () => {
    expect(await problemOf('password1234', { field: 'password' })).toMatchObject({
      code: 'VALIDATION_ERROR',
      details: [{ field: 'password', code: 'INVALID_VALUE', suggestion: expect.stringContaining('several words') }],
    });
  });
});
