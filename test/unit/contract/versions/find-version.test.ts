import { describe, expect, it } from 'vitest';
import { versionAt } from '../../../../shared/contract/versions/find-version.ts';

describe('the version of an address', () => {
  it.each([
    ['/api/v0/tasks', 'v0'],
    ['/api/v1/tasks', 'v1'],
    ['/api/v2/tasks', 'v2'],
    ['/health', 'v1'],
  ])('%s is %s', async (path, name) => {
    expect(await versionAt(path)).toMatchObject({ name });
  });

  it.each(['v3', 'V1', 'constructor', 'toString', '__proto__'])('/api/%s is of none', async (name) => {
    expect(await versionAt(`/api/${name}/tasks`)).toBeUndefined();
  });
});
