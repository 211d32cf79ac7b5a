import { beforeEach, describe, expect, it, vi } from 'vitest';
import { allOperations, operations } from '../../../shared/contract/index.ts';
import type { Operation } from '../../../shared/contract/operation.ts';
import { recentFlagRules } from '../../../shared/data/feature-flags.ts';
import { expectedBy, lacksRevision, refuseUnconditional } from '../../../shared/http/preconditions.ts';
import { makeCaller } from '../../support/caller.ts';
import { setEnvironment } from '../../support/environment.ts';
import { httpEvent } from '../../support/requests.ts';

setEnvironment();
vi.mock('../../../shared/data/feature-flags.ts', () => ({ recentFlagRules: vi.fn() }));

const key = 'required-revisions';
const entity = { revision: 1, createdAt: '', updatedAt: '', createdBy: null, updatedBy: null, archivedAt: null };
const rule = (given: object) =>
  vi
    .mocked(recentFlagRules)
    .mockResolvedValue(new Map([[key, { key, percentage: 0, roles: {}, users: {}, ...entity, ...given }]]));
const caller = makeCaller();
const asked = (operation: Operation, headers: Record<string, string> = {}) =>
  refuseUnconditional(operation, httpEvent({ method: operation.method, headers }), caller);

beforeEach(() => {
  vi.mocked(recentFlagRules).mockReset().mockResolvedValue(new Map());
});

describe('a change without a revision', () => {
  it('is done where the studio has said nothing', async () => {
    await expect(asked(operations.updateTask)).resolves.toBeUndefined();
  });

  it('is refused where the studio asks for one, by exactly the operations that know stale ones', async () => {
    rule({ percentage: 100 });
    const answers = await Promise.allSettled(allOperations.map((operation) => asked(operation)));
    const refused = allOperations.filter((_, index) => answers[index]?.status === 'rejected').map(({ id }) => id);
    // each change of a bulk has its own
    const stale = allOperations.filter(({ id, errors }) => errors?.includes('VERSION_CONFLICT') && id !== 'bulkTasks');
    expect(refused).toEqual(stale.map(({ id }) => id));
    expect(answers.filter(({ status }) => status === 'rejected')).toContainEqual(
      expect.objectContaining({
        reason: expect.objectContaining({
          code: 'PRECONDITION_REQUIRED',
          details: [expect.objectContaining({ field: 'If-Match', code: 'REQUIRED_FIELD' })],
        }),
      }),
    );
  });

  it('is told how to say that there is nothing yet, where that may be', async () => {
    rule({ percentage: 100 });
    const suggestion = async (operation: Operation) =>
      asked(operation).catch((error) => error.details[0].suggestion as string);
    expect(await suggestion(operations.setMember)).toContain('If-None-Match: *');
    expect(await suggestion(operations.updateTask)).not.toContain('If-None-Match');
  });

  it('is a matter of role and person, as any flag', async () => {
    rule({ percentage: 100, roles: { artist: false } });
    await expect(asked(operations.updateTask)).resolves.toBeUndefined();
    rule({ percentage: 0, users: { [caller.userId]: true } });
    await expect(asked(operations.updateTask)).rejects.toMatchObject({ status: 428 });
  });

  it('is done where the rules cannot be read', async () => {
    vi.mocked(recentFlagRules).mockRejectedValue(new Error('away'));
    await expect(asked(operations.updateTask)).resolves.toBeUndefined();
  });
});

describe('a revision', () => {
  it.each([{ 'if-match': '"7"' }, { 'if-match': '*' }, { 'if-none-match': ' * ' }])(
    'is said by %j, and no flag is looked at',
    async (headers) => {
      rule({ percentage: 100 });
      expect(await lacksRevision(httpEvent({ headers }), caller)).toBe(false);
      expect(recentFlagRules).not.toHaveBeenCalled();
    },
  );

  it('is not said by a tag that must be none of what is there', async () => {
    rule({ percentage: 100 });
    expect(await lacksRevision(httpEvent({ headers: { 'if-none-match': '"7"' } }), caller)).toBe(true);
  });

  it.each([
    [{ 'if-match': '"7"' }, 7],
    [{ 'if-match': '"7"', 'if-none-match': '*' }, 7],
    [{ 'if-match': '*', 'if-none-match': '*' }, undefined],
    [{ 'if-none-match': '*' }, 0],
    [{ 'if-none-match': '"7"' }, undefined],
    [{}, undefined],
  ])('of %j is %j', (headers: Record<string, string>, expected) => {
    expect(expectedBy(operations.setMember, httpEvent({ headers }))).toBe(expected);
  });

  it('is nothing that a read expects', () => {
    expect(expectedBy(operations.getTask, httpEvent({ headers: { 'if-none-match': '*' } }))).toBeUndefined();
  });
});
