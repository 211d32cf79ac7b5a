import { type Version, version } from '../../shared/contract/versions.ts';

/** A version as it would be stored. */
export function makeVersion(fields: Partial<Version> = {}): Version {
  return version.parse({
    ...{ id: 'ep00_sq0010_sh0020_lighting_v1', number: 1, label: 'v001', taskId: 'ep00_sq0010_sh0020_lighting' },
    ...{ projectId: 'SWA', status: 'wip', author: 'user_ann', parentVersion: null, clientVersions: [] },
    ...{ lock: null, unlocked: null, publish: null, revision: 1, archivedAt: null },
    ...{ createdAt: '2025-08-29T10:00:00.000Z', updatedAt: '2025-08-29T10:00:00.000Z' },
    ...{ createdBy: 'user_ann', updatedBy: 'user_ann' },
    ...fields,
  });
}
