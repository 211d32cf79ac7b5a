import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stack } from './support/stack.ts';
import { newStudio, password, type TestStudio } from './support/studio.ts';

type Source = Record<string, unknown>;

interface Run {
  code: number;
  output: string;
  errors: string;
}

let studio: TestStudio;
let folder: string;

beforeAll(async () => {
  studio = await newStudio();
  folder = await mkdtemp(join(tmpdir(), 'montu-import-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the import as a person does. */
async function runImport(from: string, options: string[] = [], into = studio): Promise<Run> {
  const { url } = await stack();
  const target = ['--url', url, '--studio', into.name, '--username', into.admin.username, '--password', password];
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(import.meta.dirname, '../../local/import/main.ts'), from, ...target, ...options],
      (error, output, errors) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, output, errors }),
    );
  });
}

async function write(projects: Source[], tasks: unknown[]): Promise<void> {
  await writeFile(join(folder, 'project_configs.json'), JSON.stringify(projects));
  await writeFile(join(folder, 'tasks.json'), JSON.stringify(tasks));
}

const project = { _id: 'OLD', name: 'An old show', task_types: ['comp'], path_segments: undefined };
const task = (changes: Source = {}): Source => ({
  _id: 'ep00_sq0010_sh0010_comp',
  project: 'OLD',
  episode: 'Ep00',
  sequence: 'sq0010',
  shot: 'SH0010',
  task: 'Composite',
  status: 'waiting_for_client',
  milestone_note: 'as it was',
  frame_range: { start: 1001, end: 1100 },
  legacy_tag: 'keep me',
  _created_at: '2025-08-04T11:48:47.186584',
  _updated_at: '2025-08-04T11:48:47.186584',
  ...changes,
});
const get = async (path: string, from = studio) => (await from.admin.api('GET', path)).body.data;

describe('npm run import', () => {
  it('writes nothing in a dry run', async () => {
    await write([project], [task()]);
    const { code, output } = await runImport(folder, ['--dry-run']);
    expect([code, output]).toEqual([0, expect.stringMatching(/Dry run, nothing was written: 2 created, 0 changed/)]);
    expect((await studio.admin.api('GET', '/projects/OLD')).status).toBe(404);
  });

  it('brings projects and tasks in, with their odd values and what has no field', async () => {
    await writeFile(join(folder, 'versions.json'), '[{}, {}]');
    const { code, output, errors } = await runImport(folder);
    expect([code, output]).toEqual([0, expect.stringMatching(/\n2 created, 0 changed, 0 unchanged, .*0 failed/)]);
    expect(output).toContain('Not imported yet: versions.json (2 records).');
    expect(output).toContain('OLD: task_types: Composite');
    expect(output).toContain('OLD: statuses: waiting_for_client (todo)');
    expect(errors).toContain('2 of 2 records');
    expect(await get('/tasks/ep00_sq0010_sh0010_comp')).toMatchObject({
      task: 'Composite',
      status: 'waiting_for_client',
      frameRange: { start: 1001, end: 1100 },
      importedFrom: { createdAt: '2025-08-04T11:48:47.186584', extra: { legacy_tag: 'keep me' } },
    });
    expect((await get('/projects/OLD')).taskTypes).toEqual(['comp', 'Composite']);
  });

  it('changes nothing the second time', async () => {
    const { code, output } = await runImport(folder);
    expect([code, output]).toEqual([0, expect.stringMatching(/\n0 created, 0 changed, 2 unchanged, .*0 failed/)]);
    expect((await get('/tasks/ep00_sq0010_sh0010_comp')).revision).toBe(1);
  });

  it('changes only what the source says differently, and leaves alone what it does not say', async () => {
    const assigned = { artist: studio.admin.username, deadline: '2026-01-01T00:00:00.000Z' };
    await studio.admin.api('PATCH', '/tasks/ep00_sq0010_sh0010_comp', { body: assigned });
    await write(
      [project],
      [task({ status: 'retake', artist: 'Unassigned', deadline: null, frame_range: { start: 1001, end: 1120 } })],
    );
    const { code, output } = await runImport(folder);
    expect([code, output]).toEqual([0, expect.stringMatching(/\n0 created, 2 changed, 0 unchanged/)]);
    expect(output).toContain(
      'ep00_sq0010_sh0010_comp: status: "waiting_for_client" → "retake", frameRange.end: 1100 → 1120',
    );
    expect(await get('/tasks/ep00_sq0010_sh0010_comp')).toMatchObject({
      ...assigned,
      status: 'retake',
      frameRange: { start: 1001, end: 1120 },
      milestoneNote: 'as it was',
      revision: 3,
    });
  });

  it('fails with the reason of each record that did not get in, and brings in the others', async () => {
    await write(
      [project],
      [
        task({ status: 'retake' }),
        task({ _id: '../escape' }),
        'nonsense',
        task({ _id: 'x', shot: 'x', task: 't'.repeat(99) }),
      ],
    );
    const { code, output } = await runImport(folder);
    expect(code).toBe(1);
    expect(output).toMatch(/Failed:\n(.*\n)*? {2}\.\.\/escape: its _id/);
    expect(output).toContain('tasks.json[2]: it is "nonsense", not an object');
    expect(output).toContain('3 failed');
  });

  it('finds out who an artist is, as far as it can', async () => {
    await write([project], [task({ artist: 'The admin' })]);
    await runImport(folder);
    expect((await get('/tasks/ep00_sq0010_sh0010_comp')).artist).toBe(studio.admin.username);
  });

  it.each([
    ['a wrong password', ['--password', 'wrong'], /^Signing in as admin-\w+ was refused: .+\n$/],
    ['another studio', ['--studio', 'nowhere'], /^Signing in as admin-\w+ was refused: .+\n$/],
    [
      'an API that is down',
      ['--url', 'http://127.0.0.1:1'],
      /^The API at http:\/\/127.0.0.1:1\/api\/v1 does not answer .+\n$/,
    ],
  ])('says %s in one sentence', async (_, options, sentence) => {
    const { code, output, errors } = await runImport(folder, options);
    expect([code, output, errors]).toEqual([1, '', expect.stringMatching(sentence)]);
  });

  it('says that the folder is not there or its JSON is broken in one sentence', async () => {
    expect(await runImport(join(folder, 'nowhere'))).toMatchObject({
      code: 1,
      errors: expect.stringMatching(/^The folder .+ does not exist\.\n$/),
    });
    await writeFile(join(folder, 'tasks.json'), '[{');
    expect(await runImport(folder)).toMatchObject({
      code: 1,
      errors: expect.stringMatching(/^tasks\.json is not valid JSON: .+\n$/),
    });
  });

  it('shows how it is used', async () => {
    const { code, output } = await runImport('--help');
    expect([code, output]).toEqual([0, expect.stringContaining('npm run import -- <folder>')]);
  });
});

const sample = process.env.MONTU_SAMPLE_DATA;
const dataKeys = ['filename_patterns', 'default_file_extensions', 'render_formats'];

/** snake_case → camelCase at every depth, written down apart from the import's own mapping. */
function inContractWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inContractWords);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const name = key.replace(/(?<=[a-z])_([a-z])/g, (_, letter: string) => letter.toUpperCase());
      return [name, dataKeys.includes(key) ? inner : inContractWords(inner)];
    }),
  );
}

describe.skipIf(!sample)('the sample data (MONTU_SAMPLE_DATA; skipped where that is not set)', () => {
  const read = async (file: string): Promise<Source[]> => JSON.parse(await readFile(join(sample ?? '', file), 'utf8'));
  let into: TestStudio;
  let first: Run;

  beforeAll(async () => {
    into = await newStudio();
    first = await runImport(sample ?? '', [], into);
  }, 120_000);

  it('is imported with nothing lost: 2 projects, the missing one, and every distinct task', () => {
    expect([first.code, first.output]).toEqual([
      0,
      expect.stringMatching(/\n67 created, 0 changed, 0 unchanged, .*0 failed/),
    ]);
    expect(first.output).toContain('REVIEW_DEMO');
    for (const file of ['versions.json (4', 'media_records.json (15', 'annotations.json (1']) {
      expect(first.output).toContain(`Not imported yet: ${file}`);
    }
  });

  it('has every task as the source says it, field by field', async () => {
    const sources = new Map((await read('tasks.json')).map((record) => [record._id as string, record]));
    expect(sources.size).toBe(64);
    for (const [id, { _id, project: projectId, _created_at, _updated_at, updated_at, ...fields }] of sources) {
      const { sequence_clean, shot_clean, episode_clean, ...told } = fields;
      expect([sequence_clean ?? '', shot_clean ?? '', episode_clean ?? '']).toEqual(['', '', '']);
      const stored = await get(`/tasks/${id}`, into);
      expect(stored).toMatchObject({ ...(inContractWords(told) as Source), id, projectId });
      expect(stored.importedFrom).toMatchObject({ createdAt: _created_at, updatedAt: updated_at ?? _updated_at });
      if (updated_at) expect(stored.importedFrom.extra).toEqual({ _updated_at });
    }
  });

  it('has every project as the source says it, with the values of its tasks added', async () => {
    for (const { _id: id, _created_at, _updated_at, task_types, milestones, ...fields } of await read(
      'project_configs.json',
    )) {
      const stored = await get(`/projects/${id}`, into);
      expect(stored).toMatchObject(inContractWords(fields) as Source);
      expect(stored.taskTypes).toEqual([...(task_types as string[]), ...(id === 'SWA' ? ['Composite'] : [])]);
      const added = id === 'SWA' ? ['scene_building', 'lighting_propagated'] : [];
      expect(stored.milestones).toEqual([...(milestones as string[]), ...added]);
      expect(stored.importedFrom).toEqual({ createdAt: _created_at, updatedAt: _updated_at });
    }
    expect((await get('/projects/REVIEW_DEMO', into)).taskTypes).toContain('composite');
  });

  it('reports what is odd in it', () => {
    expect(first.output).toMatch(/20 × the estimate is 8 hours for each frame/);
    expect(first.output).toContain('1224 h = 8 × 153 frames');
    expect(first.output).toMatch(/22 × the sequence is written in another form/);
    expect(first.output).toMatch(/6 × has two times for one thing/);
    expect(first.output).toMatch(/1 × is there more than once.*\n.*review_demo_shot_001_comp/);
    expect(first.output).toContain('TestArtist');
  });

  it('changes nothing the second time', async () => {
    const { code, output } = await runImport(sample ?? '', [], into);
    expect([code, output]).toEqual([0, expect.stringMatching(/\n0 created, 0 changed, 67 unchanged, .*0 failed/)]);
  }, 120_000);
});
