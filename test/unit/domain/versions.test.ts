import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Permission } from '../../../shared/contract/permissions.ts';
import { type Version, type VersionStatus, versionStatuses } from '../../../shared/contract/versions.ts';
import {
  archivedVersion,
  createdVersion,
  locked,
  nextNumber,
  published,
  statisticsOf,
  transitionTo,
  unlocked,
  versionId,
  versionParts,
  withoutVersion,
  withVersionFields,
} from '../../../shared/domain/versions.ts';
import { makeTask } from '../../support/production.ts';
import { makeVersion } from '../../support/versions.ts';

const settings = { padding: 3, startVersion: 1, increment: 1 };
const deed = (by: string) => ({ by, at: '2025-08-30T10:00:00.000Z', reason: 'because' });
const publication = { by: 'user_ann', at: '2025-08-30T10:00:00.000Z', notes: '' };

/** Every way there is, written once more from the product's words; who may go it, and by which request. */
const ways: [VersionStatus, VersionStatus, Permission, 'patch' | 'publish' | 'archive'][] = [
  ['wip', 'review', 'version.update', 'patch'],
  ['rejected', 'review', 'version.update', 'patch'],
  ['review', 'wip', 'version.update', 'patch'],
  ['rejected', 'wip', 'version.update', 'patch'],
  ['review', 'approved', 'version.review', 'patch'],
  ['review', 'rejected', 'version.review', 'patch'],
  ['approved', 'rejected', 'version.review', 'patch'],
  ['approved', 'published', 'version.publish', 'publish'],
  ['wip', 'archived', 'version.update', 'archive'],
  ['review', 'archived', 'version.update', 'archive'],
  ['rejected', 'archived', 'version.update', 'archive'],
  ['approved', 'archived', 'version.review', 'archive'],
  ['published', 'archived', 'version.review', 'archive'],
  ['archived', 'wip', 'version.review', 'patch'],
];
const requests = { patch: undefined, publish: 'POST …/publish', archive: 'DELETE' } as const;
const all = versionStatuses.flatMap((from) =>
  versionStatuses.flatMap((to) => (['patch', 'publish', 'archive'] as const).map((by) => [from, to, by] as const)),
);

const conflict = expect.objectContaining({ code: 'CONFLICT' });

describe('the status of a version', () => {
  it.each(all)('from %s to %s by %s is as the product says', (from, to, by) => {
    const way = ways.find((one) => one[0] === from && one[1] === to && one[3] === by);
    const go = () => transitionTo({ label: 'v001', status: from }, to, requests[by]);
    if (way) expect(go().permission).toBe(way[2]);
    else expect(go).toThrow(conflict);
  });

  it('is refused with the ways that there are', () => {
    expect(() => transitionTo({ label: 'v001', status: 'approved' }, 'wip')).toThrow(
      expect.objectContaining({
        details: [
          expect.objectContaining({
            ...{ field: 'status', code: 'INVALID_VALUE' },
            suggestion: 'From approved: rejected, published (POST …/publish), archived (DELETE)',
          }),
        ],
      }),
    );
  });
});

/** The plainest of versions: what it is, and who holds it. */
interface Model {
  status: VersionStatus;
  holder: string | null;
}

type Step =
  | { do: 'patch'; to: VersionStatus }
  | { do: 'describe' | 'publish' | 'archive' }
  | { do: 'lock' | 'unlock'; by: string };

const person = fc.constantFrom('user_ann', 'user_bob');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('patch' as const), to: fc.constantFrom(...versionStatuses) }),
  fc.record({ do: fc.constantFrom('describe' as const, 'publish' as const, 'archive' as const) }),
  fc.record({ do: fc.constantFrom('lock' as const, 'unlock' as const), by: person }),
);

/** What becomes of the model; undefined where that is refused. */
function expectedAfter({ status, holder }: Model, one: Step): Model | undefined {
  const goes = (to: VersionStatus, by: string) =>
    ways.some((way) => way[0] === status && way[1] === to && way[3] === by);
  switch (one.do) {
    case 'patch':
      if (one.to === status) return holder || status === 'archived' ? undefined : { status, holder };
      return goes(one.to, 'patch') && !holder ? { status: one.to, holder } : undefined;
    case 'describe':
      return holder || status === 'archived' ? undefined : { status, holder };
    case 'publish':
      return status === 'approved' && !holder ? { status: 'published', holder: 'user_ann' } : undefined;
    case 'archive':
      if (status === 'archived') return { status, holder };
      return holder ? undefined : { status: 'archived', holder };
    case 'lock':
      if (status === 'archived' || (holder && holder !== one.by)) return undefined;
      return { status, holder: one.by };
    case 'unlock':
      return { status, holder: null };
  }
}

function after(version: Version, one: Step): Version {
  const { description, filePath, fileSize, metadata, status } = version;
  const fields = { description, filePath, fileSize, metadata, status };
  const allow = () => {};
  switch (one.do) {
    case 'patch':
      return withVersionFields(version, { ...fields, status: one.to }, allow);
    case 'describe':
      return withVersionFields(version, { ...fields, description: `${description}.` }, allow);
    case 'publish':
      return published(version, publication, settings);
    case 'archive':
      return archivedVersion(version, allow);
    case 'lock':
      return locked(version, deed(one.by));
    case 'unlock':
      return unlocked(version, deed(one.by));
  }
}

it('a version lives as its model does, whatever is done to it', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let version = makeVersion();
      let model: Model = { status: 'wip', holder: null };
      for (const one of steps) {
        const expected = expectedAfter(model, one);
        if (!expected) {
          expect(() => after(version, one)).toThrow(conflict);
          continue;
        }
        version = after(version, one);
        model = expected;
        expect({ status: version.status, holder: version.lock?.by ?? null }).toEqual(model);
        expect(version.archivedAt === null).toBe(model.status !== 'archived');
      }
    }),
  );
});

describe('a publication', () => {
  it('locks, unless the project says otherwise', () => {
    const approved = makeVersion({ status: 'approved' });
    expect(published(approved, publication, settings).lock).toMatchObject({ by: 'user_ann', reason: 'Published' });
    expect(published(approved, publication, { ...settings, lockOnPublish: false }).lock).toBeNull();
  });
});

describe('who may change a status', () => {
  it('is asked before anything else is told', () => {
    const refuse = (permission: Permission) => {
      throw new Error(permission);
    };
    const held = makeVersion({ status: 'review', lock: deed('user_bob') });
    const { description, filePath, fileSize, metadata } = held;
    const fields = { description, filePath, fileSize, metadata };
    expect(() => withVersionFields(held, { ...fields, status: 'approved' }, refuse)).toThrow('version.review');
    expect(() => withVersionFields(held, { ...fields, status: 'review' }, refuse)).toThrow('version.update');
    expect(() => archivedVersion({ ...held, status: 'published' }, refuse)).toThrow('version.review');
  });
});

describe('the next number', () => {
  it('is beyond all that there are and that the task names', () => {
    const number = fc.integer({ min: 0, max: 9_999 });
    const labels = fc.array(
      number.map((one) => `v${one}`),
      { maxLength: 5 },
    );
    const start = fc.record({ startVersion: number, increment: fc.integer({ min: 1, max: 1_000 }) });
    fc.assert(
      fc.property(labels, fc.option(number, { nil: undefined }), start, (versions, newest, own) => {
        const task = { versions, currentVersion: versions[0] ?? null };
        const known = [...versions.map((label) => Number(label.slice(1))), ...(newest === undefined ? [] : [newest])];
        const next = nextNumber(task, newest, { padding: 3, ...own });
        expect(next).toBe(known.length === 0 ? own.startVersion : Math.max(...known) + own.increment);
      }),
    );
  });

  it('is refused where there is none', () => {
    const task = { versions: ['v9999999999'], currentVersion: null };
    expect(() => nextNumber(task, 3, settings)).toThrow(conflict);
  });

  it('is told by an id, whatever the task is called', () => {
    const taskId = fc.stringMatching(/^[a-z0-9][a-z0-9_v]{0,20}$/);
    fc.assert(
      fc.property(taskId, fc.nat(9_999_999_999), (id, number) => {
        expect(versionParts(versionId(id, number))).toEqual({ taskId: id, number });
      }),
    );
  });
});

describe('a new version', () => {
  it('leaves the task with its last thousand names, itself the current one', () => {
    const versions = Array.from({ length: 1_000 }, (_, index) => `v${index + 1}`);
    const own = { author: 'user_ann', description: '', filePath: '', fileSize: null, metadata: {} };
    const none = { newest: undefined, there: [] };
    const created = createdVersion(makeTask({ versions, currentVersion: 'v7' }), own, none, settings);
    expect(created.version).toMatchObject({ label: 'v1001', parentVersion: 'v7', status: 'wip' });
    expect(created.task.versions).toEqual([...versions.slice(1), 'v1001']);
    expect(created.task.currentVersion).toBe('v1001');
  });
});

describe('a task whose version is archived', () => {
  const others = [
    makeVersion({ number: 1, label: 'v001', status: 'published' }),
    makeVersion({ number: 2, label: 'v002' }),
    makeVersion({ number: 3, label: 'v003', status: 'archived' }),
    makeVersion({ number: 4, label: 'v004', status: 'published' }),
  ];

  it('names the newest that are left', () => {
    const task = makeTask({ currentVersion: 'v004', publishedVersion: 'v004' });
    expect(withoutVersion(task, 'v004', others)).toMatchObject({
      task: { currentVersion: 'v002', publishedVersion: 'v001' },
      basedOn: [{ label: 'v001' }, { label: 'v002' }],
    });
    expect(withoutVersion(task, 'v004', []).task).toMatchObject({ currentVersion: null, publishedVersion: null });
  });

  it('stays as it is where it names another', () => {
    const task = makeTask({ currentVersion: 'v004', publishedVersion: 'v001' });
    expect(withoutVersion(task, 'v002', others)).toEqual({ task, basedOn: [] });
  });
});

it('statistics count each version once', () => {
  const one = fc.record({
    status: fc.constantFrom(...versionStatuses),
    author: fc.constantFrom('ann', 'bob', null),
    fileSize: fc.option(fc.nat(1_000)),
  });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 20 }), (given) => {
      const versions = given.map((fields, index) =>
        makeVersion({ ...fields, number: index, createdAt: new Date(index * 2_000).toISOString() }),
      );
      const { total, byStatus, byAuthor, averageSecondsBetween } = statisticsOf(versions.toReversed());
      expect(total).toBe(given.length);
      expect(Object.values(byStatus).reduce((sum, count) => sum + count, 0)).toBe(total);
      const authored = given.filter(({ author }) => author !== null).length;
      expect(byAuthor.reduce((sum, { count }) => sum + count, 0)).toBe(authored);
      const live = versions.filter(({ status }) => status !== 'archived');
      const span = ((live.at(-1)?.number ?? 0) - (live[0]?.number ?? 0)) * 2;
      if (live.length < 2) expect(averageSecondsBetween).toBeNull();
      else expect(averageSecondsBetween).toBeCloseTo(span / (live.length - 1), 2);
    }),
  );
});
