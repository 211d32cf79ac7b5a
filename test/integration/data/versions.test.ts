import { beforeAll, describe, expect, it } from 'vitest';
import { keys } from '../../../shared/data/keys.ts';
import { getTask } from '../../../shared/data/tasks.ts';
import { allVersions, changeVersion, insertVersion } from '../../../shared/data/versions.ts';
import { archivedVersion, createdVersion, locked, withoutVersion } from '../../../shared/domain/versions.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { addTask, makeProject } from '../../support/production.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
let studio: TestStudio;
beforeAll(async () => {
  table = await useTable();
  studio = await newStudio();
});

const { versionSettings } = makeProject();
const fields = { author: 'user_sue', description: '', filePath: '', fileSize: null, metadata: {} };

function create(taskId: string, number?: number) {
  const asked = { ...fields, ...(number !== undefined && { number }) };
  return insertVersion(
    taskId,
    {
      ...{ asked: number === undefined ? [] : [number], author: undefined },
      decide: async (task, newest, there) => createdVersion(task, asked, { newest, there }, versionSettings),
      answer: async (version) => version,
    },
    studio.changeBy('user_sue'),
  );
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const labelled = (count: number) => numbers(count).map((number) => `v${String(number).padStart(3, '0')}`);

describe('versions of one task', () => {
  it('that are created by twenty at once have twenty numbers without a gap, and the task names each', async () => {
    const { id } = await addTask(studio.changeBy('user_sue'), { id: 'busy' });
    const created = await Promise.all(numbers(20).map(() => create(id)));
    expect(created.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual(numbers(20));
    expect((await allVersions(studio.id, id)).map(({ label }) => label)).toEqual(labelled(20));
    const task = await getTask(studio.id, id);
    expect(task).toMatchObject({ versions: labelled(20), currentVersion: 'v020', revision: 21 });
    const events = (await table.all()).filter(({ pk, type }) => pk === keys.task(studio.id, id).pk && type);
    expect(events.filter(({ type }) => type === 'version.created')).toHaveLength(20);
    expect(events.filter(({ type }) => type === 'task.updated')).toHaveLength(20);
  });

  it('that are created by two with the same number are one, and nothing is half written', async () => {
    const { id } = await addTask(studio.changeBy('user_sue'), { id: 'taken' });
    const outcomes = await Promise.allSettled([create(id, 5), create(id, 5)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'CONFLICT' } });
    expect(await getTask(studio.id, id)).toMatchObject({ versions: ['v005'], revision: 2 });
  });

  it.each([
    ['before', 2, 3],
    ['after', 3, 2],
  ])(
    'that are archived at once, the newest %s the one beside it, leave the third as the current one',
    async (when, slow, quick) => {
      const { id } = await addTask(studio.changeBy('user_sue'), { id: `archived-${when}` });
      for (const _ of numbers(3)) await create(id);
      const archive = (number: number, meanwhile = async () => {}) =>
        changeVersion(
          { taskId: id, number, see() {} },
          {
            type: 'version.archived',
            async decide(version, task) {
              const others = await allVersions(studio.id, id);
              await meanwhile();
              return { version: archivedVersion(version, () => {}), ...withoutVersion(task, version.label, others) };
            },
            answer: async ({ status }) => status,
          },
          studio.changeBy('user_sue'),
        );
      let isFirst = true;
      const once = async () => {
        if (isFirst) expect(await archive(quick)).toBe('archived');
        isFirst = false;
      };
      expect(await archive(slow, once)).toBe('archived');
      expect((await getTask(studio.id, id)).currentVersion).toBe('v001');
    },
  );

  it('are numbered on, whatever somebody writes into the task', async () => {
    const { id } = await addTask(studio.changeBy('user_sue'), { id: 'rewritten', versions: ['v003'] });
    await create(id);
    const stored = (await table.get(keys.task(studio.id, id))) as { pk: string; sk: string };
    await table.put({ ...stored, versions: [], currentVersion: null });
    expect(await create(id)).toMatchObject({ label: 'v005', parentVersion: null });
  });

  it('are changed one after the other, with an event beside each, people by id', async () => {
    const { id } = await addTask(studio.changeBy('user_sue'), { id: 'held' });
    await create(id);
    const lock = (by: string) =>
      changeVersion(
        { taskId: id, number: 1, see: () => {} },
        {
          type: 'version.locked',
          decide: (version) => ({ version: locked(version, { by, at: '2025-08-29T10:00:00.000Z', reason: '' }) }),
          answer: async ({ lock: held }) => held?.by,
        },
        studio.changeBy(by),
      );
    const outcomes = await Promise.allSettled([lock('user_ann'), lock('user_bob')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await table.get(keys.versionEvent(studio.id, id, 1, 2))).toMatchObject({
      ...{ type: 'version.locked', entity: 'version', entityId: `${id}_v1`, kind: 'event', projectId: 'SWA' },
      about: { taskId: id, version: 'v001', shot: 'SH0020', task: 'lighting' },
    });
    expect(await table.get(keys.versionEvent(studio.id, id, 1, 3))).toBeUndefined();
    // the task has nothing to do with it
    expect((await getTask(studio.id, id)).revision).toBe(2);
  });
});
