import { describe, expect, it } from 'vitest';
import { permissions } from '../../../shared/contract/permissions.ts';
import { accessInWords } from '../../../shared/openapi/access.ts';

describe('accessInWords', () => {
  it('says it plainly where no role matters', () => {
    expect(accessInWords({ access: 'public' })).toBe('Anyone.');
    expect(accessInWords({ access: 'signedIn' })).toBe('Anyone who is signed in.');
  });

  it('names roles and relations as the access table has them', () => {
    expect(accessInWords({ access: 'project.archive' })).toBe(
      '`project.archive`: admin of the studio; manager of the project.',
    );
    expect(accessInWords({ access: 'task.progress' })).toContain('artist of the project (only their own)');
    expect(accessInWords({ access: 'task.read' })).toContain('client of the project (only what was submitted to them)');
  });

  it.each(permissions)('has words for %s', (permission) => {
    expect(accessInWords({ access: permission })).toMatch(new RegExp(`^\`${permission}\`: \\w.*\\.$`));
  });
});
