import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../local/import/json.ts';
import { mapTask, type Person } from '../../../local/import/map-task.ts';
import { matchArtist } from '../../../shared/domain/users.ts';

const people: Person[] = [
  { username: 'mira.okafor', displayName: 'Mira Okafor' },
  { username: 'lee', displayName: 'Sam Lee' },
  { username: 'lee2', displayName: 'Sam Lee' },
];

const source: JsonObject = {
  _id: 'ep00_sq0010_sh0020_lighting',
  project: 'SWA',
  type: 'shot',
  episode: 'Ep00',
  sequence: 'sq0010',
  shot: 'SH0020',
  task: 'Composite',
  artist: 'Unassigned',
  status: 'in_progress',
  milestone: 'scene_building',
  milestone_note: 'Imported from CSV',
  frame_range: { start: 1001, end: 1153 },
  start_time: null,
  deadline: '2025-09-01T18:00:00',
  actual_time_logged: 1.5,
  estimated_duration_hours: 24,
  versions: ['v001'],
  working_file_path: '',
  sequence_clean: '',
  _created_at: '2025-08-04T11:48:47.186584',
  _updated_at: '2025-08-15T23:39:32.464518',
};

function mapped(changes: JsonObject) {
  const result = mapTask({ ...source, ...changes }, people);
  if (!result.ok) throw new Error(result.why);
  return result;
}

const extraOf = (changes: JsonObject) => (mapped(changes).fields.importedFrom as JsonObject).extra;
const remarks = (changes: JsonObject) =>
  mapped(changes).findings.map(({ kind, what, detail }) => `${kind} ${what} ${detail}`);

describe('mapTask', () => {
  it('turns a record into fields of the contract, to the letter', () => {
    expect(mapTask(source, people)).toEqual({
      ok: true,
      id: 'ep00_sq0010_sh0020_lighting',
      fields: {
        projectId: 'SWA',
        type: 'shot',
        episode: 'Ep00',
        sequence: 'sq0010',
        shot: 'SH0020',
        task: 'Composite',
        artist: 'Unassigned',
        status: 'in_progress',
        milestone: 'scene_building',
        milestoneNote: 'Imported from CSV',
        frameRange: { start: 1001, end: 1153 },
        deadline: '2025-09-01T18:00:00.000Z',
        actualTimeLogged: 1.5,
        estimatedDurationHours: 24,
        versions: ['v001'],
        workingFilePath: '',
        importedFrom: { createdAt: '2025-08-04T11:48:47.186584', updatedAt: '2025-08-15T23:39:32.464518' },
      },
      findings: [],
    });
  });

  it('keeps what has no field in the contract', () => {
    expect(extraOf({ vendor_code: 'X1', nested: { deep: [null, 1] }, sequence_clean: 'odd' })).toEqual({
      vendor_code: 'X1',
      nested: { deep: [null, 1] },
      sequence_clean: 'odd',
    });
  });

  it('lets the later of two times count, and keeps and reports the other', () => {
    expect(mapped({ updated_at: '2025-08-17T14:13:05.705798' }).fields.importedFrom).toEqual({
      createdAt: '2025-08-04T11:48:47.186584',
      updatedAt: '2025-08-17T14:13:05.705798',
      extra: { _updated_at: '2025-08-15T23:39:32.464518' },
    });
    expect(mapped({ updated_at: '2025-08-10T00:00:00' }).fields.importedFrom).toMatchObject({
      updatedAt: '2025-08-15T23:39:32.464518',
      extra: { updated_at: '2025-08-10T00:00:00' },
    });
    expect(remarks({ updated_at: '2025-08-10T00:00:00' })).toEqual([expect.stringContaining('updated_at "2025-08-10')]);
  });

  it('compares times with an offset by the moment they mean', () => {
    const times = { _updated_at: '2025-08-15T23:00:00+05:30', updated_at: '2025-08-15T20:00:00Z' };
    expect(mapped(times).fields.importedFrom).toMatchObject({ updatedAt: '2025-08-15T20:00:00Z' });
  });

  it.each([
    ['an unknown type', { type: 'matte' }, { type: 'matte' }],
    [
      'a range that ends before it starts',
      { frame_range: { start: 5, end: 1 } },
      { frame_range: { start: 5, end: 1 } },
    ],
    ['half a range', { frame_range: { start: 5 } }, { frame_range: { start: 5 } }],
    ['a deadline that is no time', { deadline: 'next week' }, { deadline: 'next week' }],
    ['a number as text', { estimated_duration_hours: '24' }, { estimated_duration_hours: '24' }],
    ['a version without v', { current_version: '7' }, { current_version: '7' }],
  ])('keeps %s with the original data, and says so', (_, changes, extra) => {
    expect(extraOf(changes)).toEqual(extra);
    expect(mapped(changes).findings).toEqual([expect.objectContaining({ kind: 'repaired' })]);
  });

  it('keeps a value that the API rounds or cleans also as it was, and says so', () => {
    const { fields, findings } = mapped({ actual_time_logged: 1.2345, milestone_note: ' padded ' });
    expect(fields).toMatchObject({
      actualTimeLogged: 1.23,
      milestoneNote: 'padded',
      importedFrom: { extra: { actual_time_logged: 1.2345, milestone_note: ' padded ' } },
    });
    expect(findings.map(({ detail }) => detail)).toEqual([
      'milestone_note: " padded " → "padded"',
      'actual_time_logged: 1.2345 → 1.23',
    ]);
  });

  it.each([
    ['no id', { _id: null }, '_id'],
    ['an id that climbs', { _id: '../x' }, '_id'],
    ['no project', { project: 7 }, 'project'],
    ['no shot', { shot: '' }, 'shot'],
    ['a shot that splits a path', { shot: 'a/b' }, 'shot'],
  ])('refuses a record with %s, and says what is wrong', (_, changes, name) => {
    const result = mapTask({ ...source, ...changes } as JsonObject, people);
    expect(result).toEqual({ ok: false, why: expect.stringContaining(name) });
  });

  it('warns of 8 hours a frame, and keeps the number', () => {
    const { fields, findings } = mapped({ estimated_duration_hours: 1224 });
    expect(fields.estimatedDurationHours).toBe(1224);
    expect(findings).toEqual([expect.objectContaining({ kind: 'warning', detail: '1224 h = 8 × 153 frames' })]);
  });

  it('keeps the prefix form of a sequence, and says so', () => {
    expect(mapped({ sequence: 'SWA_Ep00_sq0010' }).fields.sequence).toBe('SWA_Ep00_sq0010');
    expect(remarks({ sequence: 'SWA_Ep00_sq0010' })).toEqual([expect.stringContaining('SWA_Ep00_sq0010')]);
  });

  it('keeps names that a request must not carry as text', () => {
    const odd = JSON.parse('{" padded ": 1, "__proto__": {"admin": true}, "fine": {"constructor": 1}}') as JsonObject;
    const result = mapTask(Object.fromEntries([...Object.entries(source), ...Object.entries(odd)]), people);
    expect(result.ok && result.fields.importedFrom).toMatchObject({
      extra: { keptAsText: ['[" padded ",1]', '["__proto__",{"admin":true}]', '["fine",{"constructor":1}]'] },
    });
  });
});

describe('matchArtist', () => {
  it.each([
    ['mira.okafor', 'mira.okafor'],
    ['mira okafor', 'mira.okafor'],
    ['Sam Lee', undefined],
    ['Nobody', undefined],
  ])('%s is %s', (name, username) => {
    expect(matchArtist(name, people)).toBe(username);
  });

  it('puts the username in place of a display name, and reports a name that nobody has', () => {
    expect(mapped({ artist: 'Mira Okafor' }).fields.artist).toBe('mira.okafor');
    expect(mapped({ artist: 'TestArtist' }).fields.artist).toBe('TestArtist');
    expect(remarks({ artist: 'TestArtist' })).toEqual([expect.stringMatching(/^warning .*TestArtist$/)]);
  });
});
