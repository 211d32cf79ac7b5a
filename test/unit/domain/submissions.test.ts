import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Task } from '../../../shared/contract/tasks.ts';
import { newSubmission, submissionsOf, withClientVersion } from '../../../shared/domain/submissions.ts';
import { makeProject, makeTask } from '../../support/production.ts';
import { makeVersion } from '../../support/versions.ts';

const at = '2025-08-30T10:00:00.000Z';
const asked = { version: 1, deliveryType: 'review', notes: '' };
const project = (versionReset: boolean, defaultClient = 'SWA_Client') => {
  const clientSettings = { versionReset, defaultClient, deliveryFormats: [], approvalRequired: true };
  return makeProject({ clientSettings });
};
const conflict = expect.objectContaining({ code: 'CONFLICT' });

describe('what goes to a client', () => {
  it('counts 1, 2, 3 for each client by itself, in any letters', () => {
    const client = fc.constantFrom('Big', 'BIG', 'Small', undefined);
    fc.assert(
      fc.property(fc.array(client, { maxLength: 12 }), (clients) => {
        let task = makeTask();
        const counted = new Map<string, number>();
        for (const name of clients) {
          const version = makeVersion({ label: `v${counted.size + 1}` });
          const made = newSubmission(task, version, { ...asked, ...(name && { client: name }) }, project(true), at);
          const key = (name ?? 'SWA_Client').toLowerCase();
          counted.set(key, (counted.get(key) ?? 0) + 1);
          expect(made.clientVersion).toBe(`v${String(counted.get(key)).padStart(3, '0')}`);
          task = { ...task, clientSubmissionHistory: [...task.clientSubmissionHistory, made] };
        }
      }),
    );
  });

  it('has the number of the version where that is the project’s way', () => {
    const version = makeVersion({ number: 12, label: 'v012' });
    const made = newSubmission(makeTask(), version, asked, project(false, ''), at);
    expect(made).toEqual({
      ...{ version: 'v012', client: 'internal', clientVersion: 'v012' },
      ...{ deliveryType: 'review', notes: '', submittedAt: at },
    });
  });

  it('goes on from what was written by hand', () => {
    const history = [{ client: 'swa_client', clientVersion: 'v004' }, { clientVersion: 'v009' }, 'by post', null];
    const task = makeTask({ clientSubmissionHistory: history });
    expect(newSubmission(task, makeVersion(), asked, project(true), at).clientVersion).toBe('v005');
    expect(submissionsOf(task)).toHaveLength(2);
  });

  it('is nothing archived or rejected, and no number that means another version', () => {
    for (const status of ['archived', 'rejected'] as const)
      expect(() => newSubmission(makeTask(), makeVersion({ status }), asked, project(true), at)).toThrow(conflict);
    const task = makeTask({
      clientSubmissionHistory: [{ client: 'Big', version: 'v002', clientVersion: 'v003' }],
    });
    const again = { ...asked, client: 'Big', clientVersion: 3 };
    expect(() => newSubmission(task, makeVersion(), again, project(true), at)).toThrow(conflict);
    const same = makeVersion({ number: 2, label: 'v002' });
    expect(newSubmission(task, same, again, project(true), at).clientVersion).toBe('v003');
  });

  it('is refused where the task can keep no more', () => {
    const clientSubmissionHistory: Task['clientSubmissionHistory'] = Array(200).fill('by post');
    const task = makeTask({ clientSubmissionHistory });
    expect(() => newSubmission(task, makeVersion(), asked, project(true), at)).toThrow(conflict);
  });
});

it('a version keeps each name that a client knows it by once, and the last fifty', () => {
  let version = makeVersion();
  const names = Array.from({ length: 60 }, (_, index) => `v${index}`);
  for (const clientVersion of [...names, 'v59']) {
    const made = newSubmission(makeTask(), version, { ...asked, client: 'Big' }, project(true), at);
    version = withClientVersion(version, { ...made, clientVersion });
  }
  expect(version.clientVersions.map(({ clientVersion }) => clientVersion)).toEqual(names.slice(10));
});
