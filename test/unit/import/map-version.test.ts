import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../local/import/json.ts';
import { mapDatabase } from '../../../local/import/map-database.ts';

const task: JsonObject = { _id: 'a_comp', project: 'SWA', shot: 'a', task: 'comp', versions: ['v001', 'v003'] };
const version: JsonObject = {
  ...{ _id: 'a_comp_v003', task_id: 'a_comp', version: 'v003', version_number: 3, status: 'published' },
  ...{ author: 'test_user', file_path: 'C:\\a.ma', file_size: 58, is_locked: true, parent_version: 'v002' },
  ...{ created_date: '2025-08-05T20:36:24', _created_at: '2025-08-05T20:36:24', metadata: { camera: 'A' } },
  ...{ 'metadata.locker': 'admin', 'metadata.lock_reason': 'Safe', 'metadata.publication_notes': 'Stable' },
};
const plan = (versions: JsonObject[], changes: JsonObject = {}) =>
  mapDatabase([], [{ ...task, ...changes }], [], versions);

describe('a version of the database', () => {
  it('is planned with all that it says, and what the API has no field for beside it', () => {
    expect(plan([version]).versions).toEqual([
      {
        ...{ record: 'a_comp v003', taskId: 'a_comp', number: 3, label: 'v003', author: 'test_user' },
        ...{ parent: 2, status: 'published', lock: 'Safe', publishNotes: 'Stable', submissions: [] },
        fields: {
          ...{ filePath: 'C:\\a.ma', fileSize: 58 },
          metadata: {
            camera: 'A',
            importedFrom: {
              createdAt: '2025-08-05T20:36:24',
              extra: {
                ...{ created_date: '2025-08-05T20:36:24', 'metadata.locker': 'admin', 'metadata.lock_reason': 'Safe' },
                ...{ 'metadata.publication_notes': 'Stable', parent_version: 'v002' },
              },
            },
          },
        },
      },
    ]);
  });

  it('comes by number, and stands in the list that its task has of them', () => {
    const { versions, tasks } = plan([version, { ...version, _id: 'a_comp_v002', version: 'v002', version_number: 2 }]);
    expect(versions.map(({ number }) => number)).toEqual([2, 3]);
    expect(tasks[0]?.fields.versions).toEqual(['v001', 'v002', 'v003']);
  });

  it('is known to clients as the history of its task says', () => {
    const history = [
      { version: 'v003', client: 'ACME', client_version: 'v001', notes: 'First' },
      { version: 'v9' },
      'odd',
    ];
    const { versions, tasks, findings } = plan([version], { client_submission_history: history });
    expect(versions[0]?.submissions).toEqual([{ client: 'ACME', clientVersion: 1, notes: 'First' }]);
    expect(tasks[0]?.fields.clientSubmissionHistory).toEqual(history);
    expect(findings.filter(({ what }) => what.startsWith('a submission names no version'))).toHaveLength(2);
  });

  it.each([
    ['names no task', { task_id: '../x' }, 'it names no task'],
    ['has no number', { version: 'latest', version_number: null }, 'it has no usable number'],
  ])('fails where it %s', (_, changes, why) => {
    expect(plan([{ ...version, ...changes }])).toMatchObject({
      versions: [],
      failures: [{ record: 'a_comp_v003', why }],
    });
  });
});

describe('what the API has exported', () => {
  const times = { createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-02T00:00:00.000Z' };
  const made = { revision: 4, createdBy: 'user_1', updatedBy: 'user_1' };
  const exported: JsonObject = {
    ...{ id: 'a_comp', projectId: 'SWA', shot: 'a', task: 'comp', actualTimeLogged: 3, customFields: { rig: 'biped' } },
    ...{
      linkedTaskIds: ['b_comp'],
      blockedBy: ['b_comp'],
      archivedAt: times.updatedAt,
      shotClean: 'a',
      ...times,
      ...made,
    },
  };

  it('is read as what it was, and keeps where it once came from', () => {
    const origin = { createdAt: 'long ago', extra: { legacy: 1 } };
    const { tasks, findings } = mapDatabase([], [{ ...exported, importedFrom: origin }], []);
    expect([tasks, findings]).toEqual([
      [
        {
          ...{ id: 'a_comp', projectId: 'SWA', linkedTaskIds: ['b_comp'], blockedBy: ['b_comp'], isArchived: true },
          fields: {
            ...{ shot: 'a', task: 'comp', actualTimeLogged: 3, customFields: { rig: 'biped' }, importedFrom: origin },
          },
        },
      ],
      [],
    ]);
    const [fresh] = mapDatabase([], [{ ...exported, importedFrom: null }], []).tasks;
    expect(fresh?.fields.importedFrom).toEqual(times);
  });

  it('has versions whose lock and publication are told again', () => {
    const done = { by: 'sue', at: times.createdAt };
    const record = {
      ...{ id: 'a_comp_v3', taskId: 'a_comp', projectId: 'SWA', number: 3, label: 'v003', status: 'published' },
      ...{ author: 'sue', metadata: {}, parentVersion: null, clientVersions: [], unlocked: null, archivedAt: null },
      ...{ lock: { ...done, reason: 'Published' }, publish: { ...done, notes: 'Good' }, ...times, ...made },
    };
    const { versions } = mapDatabase([], [exported], [], [record]);
    expect(versions[0]).toMatchObject({
      ...{ number: 3, parent: null, lock: 'Published', publishNotes: 'Good' },
      fields: { metadata: { importedFrom: { ...times, extra: { lock: record.lock, publish: record.publish } } } },
    });
  });
});
