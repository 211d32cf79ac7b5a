import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFolder } from '../../../local/import/read-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'montu-import-'));
});
afterEach(() => rm(folder, { recursive: true }));

const write = (name: string, text: string) => writeFile(join(folder, name), text);

describe('readFolder', () => {
  it('reads the two files, and counts what is not imported', async () => {
    await write('project_configs.json', '\ufeff[{"_id":"SWA"}]');
    await write('tasks.json', '[]');
    await write('versions.json', '[1, 2]');
    await write('media_records.json', '[1, 2]');
    await write('broken.json', '{');
    await write('notes.txt', 'no');
    expect(await readFolder(folder)).toEqual({
      projects: [{ _id: 'SWA' }],
      tasks: [],
      versions: [1, 2],
      notImported: [{ file: 'broken.json' }, { file: 'media_records.json', records: 2 }],
      missing: [],
    });
  });

  it('reads what the API answers, under the names that it gives', async () => {
    await write('projects.json', '{"data": [{"id": "SWA"}], "pagination": {"hasMore": false}}');
    await write('RGD-project.json', '{"data": {"id": "RGD"}}');
    await write('SWA-tasks.json', '[{"id": "a"}]');
    await write('RGD-tasks.json', '[{"id": "b"}]');
    await write('a-versions.json', '{"data": []}');
    expect(await readFolder(folder)).toEqual({
      projects: [{ id: 'RGD' }, { id: 'SWA' }],
      tasks: [{ id: 'b' }, { id: 'a' }],
      ...{ versions: [], notImported: [], missing: [] },
    });
    await write('b-versions.json', '{"data": [{}], "pagination": {"hasMore": true}}');
    await expect(readFolder(folder)).rejects.toThrow(/^b-versions.json is one page of several/);
  });

  it('goes on with one of the two, and says which is missing', async () => {
    await write('tasks.json', '[{}]');
    expect(await readFolder(folder)).toMatchObject({ projects: [], tasks: [{}], missing: ['project_configs.json'] });
  });

  it('says what is wrong in one sentence', async () => {
    await expect(readFolder(folder)).rejects.toThrow(/no project_configs.json and no tasks.json/);
    await write('tasks.json', '[{"_id": ]');
    await expect(readFolder(folder)).rejects.toThrow(/^tasks.json is not valid JSON: /);
    await write('tasks.json', '{"tasks": []}');
    await expect(readFolder(folder)).rejects.toThrow(/^tasks.json must hold a list/);
    await expect(readFolder(join(folder, 'nowhere'))).rejects.toThrow(/does not exist/);
    await expect(readFolder(join(folder, 'tasks.json'))).rejects.toThrow(/cannot be read as a folder/);
  });
});
