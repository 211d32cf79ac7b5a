import { describe, expect, it } from 'vitest';
import { putRows } from '../../local/demo/put-rows.ts';
import { keys } from '../../shared/data/keys.ts';
import { peopleOf } from '../../shared/data/people.ts';
import { taskKind } from '../../shared/data/tasks.ts';
import { makeTask } from '../support/production.ts';
import { setUp } from './support/set-up.ts';
import { newStudio, type Person, type TestStudio } from './support/studio.ts';

const root = '/mnt/projects/SWA';
const settings = {
  nameCleaningRules: {
    ...{ sequencePattern: '^SWA_Ep[0-9]+_(.+)$', sequenceReplacement: '\\1', shotPattern: '^SWA_Ep[0-9]+_(.+)$' },
    ...{ shotReplacement: '\\1', episodePattern: '^(Ep[0-9]+)$', episodeReplacement: '\\1' },
  },
  platformSettings: { linux: { workingRoot: root, renderRoot: '/mnt/renders/SWA', mediaRoot: '/mnt/media/SWA' } },
};

let studio: TestStudio;
let admin: Person;
let lighting: { id: string };
setUp(async () => {
  studio = await newStudio();
  admin = studio.admin;
  await studio.project('SWA', settings);
  await studio.project('RGD');
  lighting = await studio.task('SWA', 'SH0020', { sequence: 'SWA_Ep00_sq0010', artist: admin.username });
});

const asked = { projectId: 'SWA', version: 7, fileType: 'maya_scene', platform: 'linux' };
const generate = (body: object, by = admin) => by.api('POST', '/paths/generate', { body: { ...asked, ...body } });
const validate = (path: string, by = admin, projectId = 'SWA') =>
  by.api('POST', '/paths/validate', { body: { projectId, path } });
const workingFile = `${root}/SWA/all/scene/Ep00/sq0010/SH0020/lighting/version/Ep00_sq0010_SH0020_lighting_master_v007.ma`;

describe('paths', () => {
  it('are generated for a task, for several, and for one that there is not, and read back', async () => {
    const { status, body } = await generate({ taskId: lighting.id });
    expect([status, body.data]).toMatchObject([
      200,
      { taskId: lighting.id, workingFile, variables: { user: admin.username, artist: admin.username } },
    ]);
    const made = { episode: 'Ep00', sequence: 'sq0010', shot: 'SH0020', task: 'lighting' };
    const inline = await generate({ task: made });
    expect(inline.body.data.workingFile).toBe(workingFile);
    expect(inline.body.data).not.toHaveProperty('taskId');
    const twice = await generate({ taskIds: [lighting.id, lighting.id], kinds: ['submission'], version: 'v008' });
    const submission = '/mnt/renders/SWA/SWA/deliveries/internal/Ep00/sq0010/SH0020/lighting/v008/';
    expect(twice.body.data).toMatchObject([{ submission }, { submission }]);

    const back = await validate(workingFile);
    expect([back.status, back.body.data]).toMatchObject([
      200,
      { valid: true, kind: 'workingFile', project: 'SWA', ...made, version: 7, taskId: lighting.id, problem: null },
    ]);
    const unknown = await validate(workingFile.replaceAll('SH0020', 'SH9999'));
    expect(unknown.body.data).toMatchObject({ valid: true, shot: 'SH9999', taskId: null });
    const wrong = await validate('/mnt/elsewhere/x.ma');
    expect([wrong.status, wrong.body.data]).toMatchObject([
      200,
      { valid: false, problem: { segment: 'elsewhere', position: 2, message: expect.any(String) } },
    ]);
  });

  it('are found of a task whose id has the project in front', async () => {
    const own = await studio.task('RGD', 'SH0020');
    expect(own.id).toBe('rgd_ep00_sq0010_sh0020_lighting');
    const { body } = await generate({ projectId: 'RGD', platform: 'windows', taskId: own.id });
    const back = await validate(body.data.workingFile, admin, 'RGD');
    expect(back.body.data).toMatchObject({ valid: true, platform: 'windows', taskId: own.id });
  });

  it('come by the thousand, in the order they are asked for', async () => {
    const kind = taskKind(await peopleOf(studio.name));
    const tasks = Array.from({ length: 250 }, (_, n) => makeTask({ projectId: 'SWA', shot: `T${n}`, task: 'comp' }));
    await putRows(tasks.map((task) => ({ ...keys.task(studio.name, task.id), ...kind.toItem(task, studio.name) })));
    const ids = tasks.map(({ id }) => id);
    const taskIds = [...ids.toReversed(), ...ids, ...ids, ...ids];
    const { status, body } = await generate({ taskIds, fileType: 'nuke_script' });
    expect(status).toBe(200);
    expect(body.data.map(({ taskId }: { taskId: string }) => taskId)).toEqual(taskIds);
    expect(body.data[0].workingFile).toBe(
      `${root}/SWA/all/scene/Ep00/sq0010/T249/comp/version/Ep00_sq0010_T249_comp_master_v007.nk`,
    );
    const tooMany = await generate({ taskIds: [...taskIds, 'one-more'] });
    expect([tooMany.status, tooMany.body.error.details[0].field]).toEqual([400, 'taskIds']);
  });

  it.each([
    [{}, 'taskId', 'REQUIRED_FIELD'],
    [{ taskId: 'a', taskIds: ['a'] }, 'taskId', 'REQUIRED_FIELD'],
    [{ task: { shot: 'a', task: 'b' }, fileType: 'maya_scen' }, 'fileType', 'INVALID_VALUE'],
    [{ task: { shot: 'a', task: 'b' }, fileType: 'render_sequence' }, 'frame', 'REQUIRED_FIELD'],
    [{ task: { shot: 'a', task: '../b' } }, 'task.task', 'INVALID_FORMAT'],
    [{ task: { shot: 'a/b', task: 'b' } }, 'task.shot', 'INVALID_FORMAT'],
    [{ task: { shot: 'a', task: 'b' }, client: '..' }, 'client', 'INVALID_VALUE'],
    [{ task: { shot: 'a', task: 'b' }, platform: 'mac' }, 'platform', 'INVALID_VALUE'],
    [{ task: { shot: 'a', task: 'b' }, version: 'seven' }, 'version', expect.any(String)],
    [{ task: { shot: 'a', task: 'b' }, version: -1 }, 'version', expect.any(String)],
    [{ task: { shot: 'a', task: 'b', milestone: 'x' } }, 'task.milestone', 'UNKNOWN_FIELD'],
    [{ task: { shot: 'a', task: 'b' }, customFields: { '../x': 1 } }, 'customFields.../x', 'INVALID_FORMAT'],
    [{ projectId: 'RGD', task: { shot: 'a', task: 'b' } }, 'platform', 'REQUIRED_FIELD'],
  ])('of %j are refused: %s', async (body, field, code) => {
    const answer = await generate(body);
    expect([answer.status, answer.body.error.details]).toMatchObject([400, [{ field, code }]]);
  });

  it('are of tasks of the project alone', async () => {
    const other = await studio.task('RGD', 'OTHER');
    const several = await generate({ taskIds: [lighting.id, other.id, 'nobody'] });
    expect([several.status, several.body.error.details]).toMatchObject([
      404,
      [
        { field: 'taskIds.1', code: 'NOT_FOUND' },
        { field: 'taskIds.2', code: 'NOT_FOUND' },
      ],
    ]);
    expect((await generate({ taskId: 'nobody' })).body.error.details).toMatchObject([{ field: 'taskId' }]);
    expect((await generate({ projectId: 'NONE', taskId: lighting.id })).status).toBe(404);
  });

  it('are for whoever works on the project, and no client’s', async () => {
    const statusOf = async (person: Person) => [
      (await generate({ taskId: lighting.id }, person)).status,
      (await validate(workingFile, person)).status,
    ];
    expect(await statusOf(await studio.person('artist', { SWA: 'viewer' }))).toEqual([200, 200]);
    expect(await statusOf(await studio.person('artist', { RGD: 'artist' }))).toEqual([404, 404]);
    expect(await statusOf(await studio.person('client', { SWA: 'client' }))).toEqual([403, 403]);
    const rival = await newStudio();
    expect(await statusOf(rival.admin)).toEqual([404, 404]);
    await rival.project('SWA', settings);
    expect((await generate({ taskId: lighting.id }, rival.admin)).status).toBe(404);
    expect((await validate(workingFile, rival.admin)).body.data).toMatchObject({ valid: true, taskId: null });
  });
});

describe('templates', () => {
  it('are checked when a project is saved, and count at once', async () => {
    const wrong = { templates: { workingFile: '{drive_working}/{shot_claen|uper}/{' } };
    const { id } = await studio.project('TPL');
    const details = [
      { field: 'templates.workingFile', code: 'INVALID_FORMAT' },
      { field: 'templates.workingFile', suggestion: expect.stringContaining('Did you mean "upper"?') },
      { field: 'templates.workingFile', suggestion: expect.stringContaining('Did you mean "shot_clean"?') },
    ];
    const { body: project } = await admin.api('GET', `/projects/${id}`);
    const templates = { ...project.data.templates, ...wrong.templates };
    for (const [method, path, body] of [
      ['PATCH', `/projects/${id}`, wrong],
      ['PUT', `/projects/${id}`, { ...project.data, templates }],
      ['POST', '/projects', { id: 'TPM', name: 'x', templates }],
    ] as const) {
      const answer = await admin.api(method, path, { body });
      expect([answer.status, answer.body.error.details]).toMatchObject([400, details]);
    }

    const filenamePatterns = { mari_archive: '{shot_clean|upper}_v{version}_{metadata.shot.camera}.{ext}' };
    expect((await admin.api('PATCH', `/projects/${id}`, { body: { filenamePatterns } })).status).toBe(200);
    const { body } = await generate({
      ...{ projectId: id, platform: 'windows', fileType: 'mari_archive', ext: 'mra' },
      ...{ task: { shot: 'sh1', task: 'lookdev' }, customFields: { metadata: { shot: { camera: 'A' } } } },
    });
    expect(body.data.filename).toBe('SH1_v007_A.mra');
  });
});
