import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { setUp } from './support/set-up.ts';
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

setUp(async () => {
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
    await writeFile(join(folder, 'media_records.json'), '[{}, {}]');
    const { code, output, errors } = await runImport(folder);
    expect([code, output]).toEqual([
      0,
      expect.stringMatching(/\n2 created, 0 changed, 0 unchanged, .*0 failed.*, 2 not yet supported\./),
    ]);
    expect(output).toContain('Not yet supported: media_records.json (2 records), which is left aside.');
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

  it('brings versions in with the status, lock and submissions that they had, once', async () => {
    const history = [
      { version: 'v002', client: 'ACME', client_version: 'v001', date: '2025-01-01' },
      { version: 'v009', client: 'ACME', client_version: 'v002' },
    ];
    const taskId = 'ep00_sq0010_sh0099_comp';
    await write(
      [project],
      [task({ _id: taskId, shot: 'SH0099', current_version: 'v004', client_submission_history: history })],
    );
    const states = ['published', 'review', 'approved', 'rejected', 'archived', 'wip'];
    const versions = states.map((status, index) => ({
      ...{ task_id: taskId, version: `v00${index + 1}`, version_number: index + 1, status, author: 'somebody' },
      ...{ is_locked: status === 'approved', 'metadata.lock_reason': 'Ready', metadata: {} },
    }));
    await writeFile(join(folder, 'versions.json'), JSON.stringify([...versions, { version: 'v7' }]));
    const { output } = await runImport(folder);
    expect(output).toMatch(/\n7 created, .* 1 failed/);
    expect(output).toContain('versions.json[6]: it names no task');
    expect(output).toMatch(/1 × a submission names no version that is there/);
    const all = (await studio.admin.api('GET', `/tasks/${taskId}/versions?status=${states.join()}`)).body.data;
    expect(all.map((one: Source) => one.status).reverse()).toEqual(states);
    expect(all.map((one: Source) => (one.lock as Source | null)?.reason).reverse()).toEqual(
      states.map((status) => (status === 'approved' ? 'Ready' : undefined)),
    );
    expect(all[4].clientVersions).toEqual([{ client: 'ACME', clientVersion: 'v001' }]);
    const stored = await get(`/tasks/${taskId}`);
    expect(stored).toMatchObject({
      currentVersion: 'v004',
      publishedVersion: 'v001',
      clientSubmissionHistory: history,
    });

    await writeFile(join(folder, 'versions.json'), JSON.stringify(versions));
    expect((await runImport(folder)).output).toMatch(/\n0 created, 0 changed, 8 unchanged, .*0 failed/);
    expect((await get(`/tasks/${taskId}`)).revision).toBe(stored.revision);
    await rm(join(folder, 'versions.json'));
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

  it('is imported with nothing lost: 2 projects, the missing one, every distinct task, and the versions', () => {
    expect([first.code, first.output]).toEqual([
      0,
      expect.stringMatching(/\n71 created, 0 changed, 0 unchanged, .*0 failed.*, 16 not yet supported\./),
    ]);
    expect(first.output).toContain('REVIEW_DEMO');
    for (const file of ['media_records.json (15', 'annotations.json (1']) {
      expect(first.output).toContain(`Not yet supported: ${file}`);
    }
  });

  it('has every task as the source says it, field by field', async () => {
    const sources = new Map((await read('tasks.json')).map((record) => [record._id as string, record]));
    expect(sources.size).toBe(64);
    const labels = Map.groupBy(await read('versions.json'), ({ task_id }) => task_id as string);
    for (const [id, records] of labels) labels.set(id, records.map(({ version }) => version) as never);
    for (const [id, { _id, project: projectId, _created_at, _updated_at, updated_at, ...fields }] of sources) {
      const { sequence_clean, shot_clean, episode_clean, ...told } = fields;
      expect([sequence_clean ?? '', shot_clean ?? '', episode_clean ?? '']).toEqual(['', '', '']);
      const stored = await get(`/tasks/${id}`, into);
      const made = labels.get(id);
      expect(stored).toMatchObject({
        ...(inContractWords(told) as Source),
        id,
        projectId,
        ...(made && { versions: made }),
      });
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

  it('has every version as the source says it, with what was done to it then', async () => {
    for (const source of await read('versions.json')) {
      const { task_id, version, version_number, is_locked, parent_version } = source;
      const stored = await get(`/tasks/${task_id}/versions/${version}`, into);
      expect(stored).toMatchObject({
        ...{ number: version_number, label: version, status: source.status, author: source.author },
        ...{ description: source.description, filePath: source.file_path, fileSize: source.file_size },
        parentVersion: parent_version === 'v001' ? null : parent_version,
        publish: source.status === 'published' ? { notes: source['metadata.publication_notes'] } : null,
      });
      expect(stored.lock !== null).toBe(is_locked);
      const { createdAt, extra } = stored.metadata.importedFrom;
      expect(createdAt).toBe(source._created_at);
      const old = Object.entries(source).filter(([key]) => key.startsWith('metadata.') || key.endsWith('_date'));
      expect(extra).toMatchObject({ ...Object.fromEntries(old), parent_version });
    }
  });

  it('changes nothing the second time', async () => {
    const { code, output } = await runImport(sample ?? '', [], into);
    expect([code, output]).toEqual([0, expect.stringMatching(/\n0 created, 0 changed, 71 unchanged, .*0 failed/)]);
  }, 120_000);

  describe('exported, and imported into a fresh studio', () => {
    let fresh: TestStudio;
    let exportFolder: string;
    let content: Awaited<ReturnType<typeof contentOf>>;
    /** Lists lag behind writes. */
    const lagging = { timeout: 30_000, interval: 300 };
    /** Ids of records and people, and when and by whom the API was told: that differs, and nothing else does. */
    function comparable(value: unknown): unknown {
      if (Array.isArray(value)) return value.map(comparable);
      if (typeof value !== 'object' || value === null) return value;
      const { createdAt, updatedAt, createdBy, updatedBy, revision, at, by, ...others } = value as Source;
      const entries = Object.entries(others).map(([key, inner]) => {
        // what was not imported before has the times of the export
        if (key === 'importedFrom') return [key, inner ?? { createdAt, updatedAt }];
        return [key, comparable(inner)];
      });
      return Object.fromEntries(entries);
    }
    const byId = (records: Source[]) => records.sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
    /** Everything that there is of projects, tasks and versions. */
    async function contentOf({ admin }: TestStudio) {
      const projects: Source[] = (await admin.api('GET', '/projects')).body.data;
      const exports = projects.map(({ id }) => admin.api('GET', `/tasks/export?projectId=${id}&format=json`));
      const tasks: Source[] = (await Promise.all(exports)).flatMap(({ body }) => body);
      const lists = tasks
        .filter(({ versions }) => (versions as string[]).length > 0)
        .map(({ id }) => admin.api('GET', `/tasks/${id}/versions`));
      const versions: Source[] = (await Promise.all(lists)).flatMap(({ body }) => body.data);
      return { projects: byId(projects), tasks: byId(tasks), versions: byId(versions) };
    }

    beforeAll(async () => {
      // links and dependencies, which the source has none of
      const [shot, next] = ['ep00_sq0010_sh0020_lighting', 'ep00_sq0010_sh0020_comp'];
      await into.admin.api('PUT', `/tasks/${next}/dependencies/${shot}`);
      await into.admin.api('PATCH', `/tasks/${shot}`, { body: { linkedTaskIds: ['review_demo_shot_001_comp'] } });
      await into.admin.api('POST', `/tasks/${shot}/submissions`, { body: { version: 7, client: 'ACME' } });
      fresh = await newStudio();
      exportFolder = await mkdtemp(join(tmpdir(), 'montu-export-'));
      await vi.waitFor(async () => {
        content = await contentOf(into);
        const told = content.tasks.map(({ blockedBy, linkedTaskIds, clientSubmissionHistory }) => [
          ...[blockedBy, linkedTaskIds, clientSubmissionHistory].map((list) => (list as unknown[]).length),
        ]);
        expect(told.flat().reduce((sum, count) => sum + count, 0)).toBe(3);
      }, lagging);
      for (const [name, records] of Object.entries(content))
        await writeFile(join(exportFolder, `${name}.json`), JSON.stringify(records));
    }, 240_000);
    afterAll(() => rm(exportFolder, { recursive: true }));

    it('is equal', async () => {
      const { code, output } = await runImport(exportFolder, [], fresh);
      expect([code, output]).toEqual([0, expect.stringMatching(/\n71 created, 0 changed, 0 unchanged, .*0 failed/)]);
      await vi.waitFor(async () => {
        const after = await contentOf(fresh);
        expect(comparable(after.projects)).toEqual(comparable(content.projects));
        expect(comparable(after.tasks)).toEqual(comparable(content.tasks));
        expect(comparable(after.versions)).toEqual(comparable(content.versions));
      }, lagging);
      expect([content.projects.length, content.tasks.length, content.versions.length]).toEqual([3, 64, 4]);
    });

    it('changes nothing the second time', async () => {
      const { code, output } = await runImport(exportFolder, [], fresh);
      expect([code, output]).toEqual([0, expect.stringMatching(/\n0 created, 0 changed, 71 unchanged, .*0 failed/)]);
    });

    it('is the same list as CSV, which can be imported as well', async () => {
      const csvOf = async ({ admin }: TestStudio) => (await admin.api('GET', '/tasks/export?projectId=SWA')).body;
      const csv = String(await csvOf(into));
      // where a list says nothing of the extension, an import takes the project's
      const lines = (text: string) =>
        text
          .split('\r\n')
          .map((one) => one.replace(/,[^,]*$/, ''))
          .sort();
      expect(lines(String(await csvOf(fresh)))).toEqual(lines(csv));
      const options = { raw: csv, headers: { 'content-type': 'text/csv' } };
      const third = await newStudio();
      const body = content.projects.find(({ id }) => id === 'SWA') as Source;
      await third.project('SWA');
      await third.admin.api('PUT', '/projects/SWA', { body });
      const imported = await third.admin.api('POST', '/tasks/import?projectId=SWA', options);
      expect(imported.body.data).toMatchObject({ status: 'completed', errors: [] });
      await vi.waitFor(async () => expect(lines(String(await csvOf(third)))).toEqual(lines(csv)), lagging);
    });
  });
});
