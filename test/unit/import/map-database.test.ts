import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../local/import/json.ts';
import { listsWith } from '../../../local/import/lists.ts';
import { mapDatabase } from '../../../local/import/map-database.ts';
import { completeForCreation } from '../../../local/import/map-fields.ts';
import { operations } from '../../../shared/contract/index.ts';
import { projectFields } from '../../../shared/contract/projects.ts';
import { taskFields } from '../../../shared/contract/tasks.ts';

const task = (changes: JsonObject = {}): JsonObject => ({
  _id: 'shot_001_comp',
  project: 'DEMO',
  shot: 'shot_001',
  task: 'composite',
  _created_at: '2025-08-05T11:00:00',
  _updated_at: '2025-08-05T11:00:00',
  ...changes,
});

describe('mapDatabase', () => {
  it('plans a project that only tasks name, with the values they use', () => {
    const plan = mapDatabase([{ _id: 'SWA', name: 'A show' }], [task({ status: 'waiting' })], []);
    expect(plan.projects.map(({ id, fields }) => [id, fields !== undefined])).toEqual([
      ['SWA', true],
      ['DEMO', false],
    ]);
    expect(plan.projects[1]?.used).toEqual({
      statuses: new Set(['waiting']),
      milestones: new Set(['not_started']),
      taskTypes: new Set(['composite']),
      priorityLevels: new Set(['medium']),
    });
  });

  it('makes one task of two records that differ in their times: the later one', () => {
    const later = { _created_at: '2025-08-05T11:28:25', _updated_at: '2025-08-05T11:28:25' };
    for (const records of [
      [task(), task(later)],
      [task(later), task()],
    ]) {
      const plan = mapDatabase([], records, []);
      expect(plan.tasks).toHaveLength(1);
      expect(plan.tasks[0]?.fields.importedFrom).toEqual({
        createdAt: later._created_at,
        updatedAt: later._updated_at,
        extra: { other_records: [{ _created_at: '2025-08-05T11:00:00', _updated_at: '2025-08-05T11:00:00' }] },
      });
      expect(plan.findings).toEqual([
        expect.objectContaining({ kind: 'repaired', detail: '2 records, differing in _created_at, _updated_at' }),
      ]);
    }
  });

  it('warns when records of one id differ in more, and loses nothing of them', () => {
    const plan = mapDatabase(
      [],
      [task({ artist: 'A' }), task({ artist: 'B', _updated_at: '2025-08-06T00:00:00' })],
      [],
    );
    expect(plan.tasks[0]?.fields).toMatchObject({
      artist: 'B',
      importedFrom: { extra: { other_records: [{ artist: 'A' }] } },
    });
    expect(plan.findings[0]).toMatchObject({ kind: 'warning', detail: expect.stringContaining('artist') });
  });

  it("puts the project's code in front of an id that another project has", () => {
    const plan = mapDatabase([], [task(), task({ project: 'OTHER' })], []);
    expect(plan.tasks.map(({ id, projectId }) => [id, projectId])).toEqual([
      ['shot_001_comp', 'DEMO'],
      ['other_shot_001_comp', 'OTHER'],
    ]);
    expect(plan.findings).toContainEqual(expect.objectContaining({ kind: 'repaired', record: 'other_shot_001_comp' }));
  });

  it('names records that cannot be read, each of them', () => {
    const plan = mapDatabase(['SWA'], [null, 7, {}, {}, task({ _id: undefined as unknown as Json })], []);
    expect(plan.failures.map(({ record }) => record)).toEqual([
      'project_configs.json[0]',
      'tasks.json[0]',
      'tasks.json[1]',
      'tasks.json[2]',
      'tasks.json[3]',
      'tasks.json[4]',
    ]);
  });
});

/** JSON whose keys are often those of the source, so that mapping meets wrong values in right places. */
const keys = [...Object.keys(projectFields.shape), ...Object.keys(taskFields.shape)].map((name) =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
);
// as text and back: JSON that is sent has no negative zero
const json = fc.jsonValue({ maxDepth: 3 }).map((value): Json => JSON.parse(JSON.stringify(value)));
const oddRecord = fc.dictionary(
  fc.oneof(fc.constantFrom(...keys, '_updated_at', 'updated_at', '_created_at'), fc.string()),
  json,
  {
    maxKeys: 12,
  },
) as fc.Arbitrary<JsonObject>;
const unknownKeys = fc.dictionary(
  fc
    .string({ minLength: 1 })
    .filter(
      (key) =>
        !keys.includes(key) &&
        !/^(_id|project|_?(created|updated)_at|(sequence|shot|episode)_clean|import.*)$/.test(key),
    ),
  json,
) as fc.Arbitrary<JsonObject>;

describe('mapDatabase with any JSON', () => {
  it('never throws, and accounts for every record', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(json, oddRecord)), fc.array(fc.oneof(json, oddRecord)), (projects, tasks) => {
        const plan = mapDatabase(projects, tasks, []);
        const named = plan.findings.filter(({ what }) => what.startsWith('is there more than once'));
        expect(
          plan.tasks.length + plan.projects.filter(({ fields }) => fields).length + plan.failures.length + named.length,
        ).toBeGreaterThanOrEqual(Math.min(1, projects.length + tasks.length));
      }),
    );
  });

  it('makes requests that the contract accepts', () => {
    fc.assert(
      fc.property(oddRecord, oddRecord, (oddProject, oddTask) => {
        const plan = mapDatabase(
          [{ ...oddProject, _id: 'SWA' }],
          [task({ ...oddTask, _id: 'a', project: 'SWA', shot: 's', task: 't' })],
          [],
        );
        const [project] = plan.projects;
        const settings = completeForCreation(projectFields, project?.fields ?? {});
        const lists = project && listsWith(settings, undefined, project.used).lists;
        const creation = { id: project?.id, ...settings, ...lists };
        expect(operations.createProject.body.safeParse(creation).error?.issues ?? []).toEqual([]);
        const [planned] = plan.tasks;
        const body = { id: planned?.id, projectId: planned?.projectId, ...planned?.fields };
        expect(operations.createTask.body.safeParse(body).error?.issues ?? []).toEqual([]);
      }),
    );
  });

  it('loses no unknown key', () => {
    fc.assert(
      fc.property(unknownKeys, (extra) => {
        const record = Object.fromEntries([...Object.entries(task()), ...Object.entries(extra)]);
        const [planned] = mapDatabase([], [record], []).tasks;
        const { extra: kept = {} } = (planned?.fields.importedFrom ?? {}) as { extra?: JsonObject };
        const texts = (kept.keptAsText ?? []) as string[];
        for (const [key, value] of Object.entries(extra)) {
          const told = Object.hasOwn(kept, key)
            ? kept[key]
            : JSON.parse(texts.find((text) => JSON.parse(text)[0] === key) ?? '[]')[1];
          expect(told).toEqual(value);
        }
      }),
    );
  });
});
