import { describe, expect, it } from 'vitest';
import { ApiError, type ErrorDetail } from '../../../../shared/contract/errors.ts';
import { asking, pathsOf, rendered, swa } from '../../../support/paths.ts';

const detailsOf = (make: () => unknown): ErrorDetail[] => {
  try {
    make();
  } catch (error) {
    if (error instanceof ApiError && error.code === 'VALIDATION_ERROR') return error.details;
    throw error;
  }
  throw new Error('Was not refused');
};

describe('the known answers of SWA', () => {
  const level = 'Ep00/sq0010/SH0020/lighting';

  it.each(['SWA_Ep00_sq0010', 'sq0010'])('on Linux, of sequence %s', (sequence) => {
    expect(pathsOf(swa(), asking(), { sequence })).toMatchObject({
      taskId: 'ep00_sq0010_sh0020_lighting',
      workingFile: `/mnt/projects/SWA/SWA/all/scene/${level}/version/Ep00_sq0010_SH0020_lighting_master_v007.ma`,
      renderOutput: `/mnt/renders/SWA/SWA/all/scene/${level}/version/v007/`,
      mediaFile: `/mnt/media/SWA/SWA/all/scene/${level}/version/v007/media/`,
      cacheFile: `/tmp/cache/SWA/all/scene/${level}/cache/`,
      submission: `/mnt/renders/SWA/SWA/deliveries/internal/${level}/v007/`,
      filename: 'Ep00_sq0010_SH0020_lighting_master_v007.ma',
    });
  });

  it('on Windows, of another version and program', () => {
    const request = asking({ platform: 'windows', version: 'v012', fileType: 'nuke_script' });
    expect(pathsOf(swa(), request)).toMatchObject({
      workingFile:
        'V:\\SWA\\all\\scene\\Ep00\\sq0010\\SH0020\\lighting\\version\\Ep00_sq0010_SH0020_lighting_master_v012.nk',
      submission: 'W:\\SWA\\deliveries\\internal\\Ep00\\sq0010\\SH0020\\lighting\\v012\\',
      cacheFile: 'E:\\SWA\\all\\scene\\Ep00\\sq0010\\SH0020\\lighting\\cache\\',
    });
  });
});

describe('variables', () => {
  it('stand for all that the reference names', () => {
    const request = asking({ frame: 12, ext: '.exr', customFields: { metadata: { shot: { camera: 'A' } } } });
    const { variables } = pathsOf(swa(), request, { task: ' Lighting ', artist: 'kim', priority: 'high' });
    expect(variables).toEqual({
      ...{ drive_working: '/mnt/projects/SWA', drive_render: '/mnt/renders/SWA', drive_media: '/mnt/media/SWA' },
      ...{ drive_cache: '/tmp/cache', project: 'SWA', project_name: 'Sky Wars Anthology', platform: 'linux' },
      ...{ middle_path: 'all/scene', version_dir: 'version', work_dir: 'work', publish_dir: 'publish' },
      ...{ cache_dir: 'cache', episode: 'Ep00', sequence_clean: 'sq0010', shot_clean: 'SH0020', task: 'lighting' },
      ...{ task_original: 'Lighting', artist: 'kim', status: 'not_started', priority: 'high', version: '007' },
      ...{ filename: 'Ep00_sq0010_SH0020_lighting_master_v007.ma', file_ext: 'ma', client: 'internal' },
      ...{ filename_no_ext: 'Ep00_sq0010_SH0020_lighting_master_v007', client_version: '007' },
      ...{ delivery_type: 'review', timestamp: '20250829_123456', date: '20250829', time: '123456' },
      ...{ year: '2025', month: '08', day: '29', user: 'zoe', frame: '0012', ext: 'exr' },
    });
  });

  it.each([
    ['{version}', { version: 'V7' }, '007'],
    ['{version}', { version: '0012' }, '012'],
    ['{version}', { version: 12_345 }, '12345'],
    ['{client}_{client_version}_{delivery_type}', { client: 'acme', clientVersion: 'v2' }, 'acme_002_review'],
    ['{metadata.shot.camera}', { customFields: { metadata: { shot: { camera: 'A' } } } }, 'A'],
    ['{metadata.constructor|conditional:yes:no}', { customFields: { metadata: {} } }, 'no'],
    ['{rig}', { customFields: { rig: 'biped' } }, 'biped'],
    ['{rig|pad:3}', { customFields: { rig: 4 } }, '004'],
    ['{frame}', { frame: '####' }, '####'],
  ])('%s with %j is %s', (template, request, path) => {
    expect(rendered(template, request)).toBe(path);
  });

  it('take the version that the task is at where none is asked for, or the first', () => {
    const { version: _, ...request } = asking();
    expect(pathsOf(swa(), request, { currentVersion: 'v009' }).variables.version).toBe('009');
    const versionSettings = { padding: 4, startVersion: 10, increment: 10 };
    expect(pathsOf(swa({ versionSettings }), request).variables.version).toBe('0010');
  });

  it('stand for Unknown where a task has no such name', () => {
    expect(rendered('{episode}/{sequence_clean}/{shot_clean}', {}, { episode: null, sequence: null })).toBe(
      'Unknown/Unknown/SH0020',
    );
  });

  it('take the caller’s value before the task’s', () => {
    const customFields = { rig: 'biped', lens: 'wide' };
    expect(rendered('{rig}_{lens}', { customFields: { rig: 'quad' } }, { customFields })).toBe('quad_wide');
  });
});

describe('separators and roots', () => {
  it.each([
    ['V:/', 'V:\\SWA\\x'],
    ['\\\\server\\share', '\\\\server\\share\\SWA\\x'],
    ['//server/share/', '\\\\server\\share\\SWA\\x'],
    ['V:\\a//b', 'V:\\a\\b\\SWA\\x'],
  ])('of the Windows drive %s', (workingFiles, path) => {
    const driveMapping = { ...swa().driveMapping, workingFiles };
    expect(rendered('{drive_working}/{project}\\x', { platform: 'windows' }, {}, { driveMapping })).toBe(path);
  });

  it('are asked for where a project has no Linux roots', () => {
    const project = swa({ platformSettings: {} });
    const suggestion = expect.stringContaining('platformSettings.linux');
    expect(detailsOf(() => pathsOf(project, asking()))).toMatchObject([
      { field: 'platform', code: 'REQUIRED_FIELD', suggestion },
    ]);
    expect(pathsOf(project, asking({ kinds: ['cacheFile'] })).cacheFile).toContain('/tmp/cache/');
  });
});

describe('names that Windows takes for something else', () => {
  it.each(['SH0010.', 'con', 'Nul.v1', 'COM1'])('are refused there: %s', (client) => {
    const template = 'x/{client}/y';
    expect(detailsOf(() => rendered(template, { client, platform: 'windows' }))).toMatchObject([
      { field: 'client', code: 'INVALID_VALUE' },
    ]);
    expect(rendered(template, { client, platform: 'linux' })).toBe(`x/${client}/y`);
    expect(rendered('x/{client}', { client: 'console', platform: 'windows' })).toBe('x\\console');
  });
});

describe('what would climb or split', () => {
  it.each([
    ['{client}', { client: 'a/b' }, 'client', 'INVALID_FORMAT'],
    ['{client}', { client: 'a\\b' }, 'client', 'INVALID_FORMAT'],
    ['{client}', { client: 'C:' }, 'client', 'INVALID_FORMAT'],
    ['x/{client}/y', { client: '..' }, 'client', 'INVALID_VALUE'],
    ['x/{client}/y', { client: '. .' }, 'client', 'INVALID_VALUE'],
    ['x/.{client}/y', { client: '.' }, 'client', 'INVALID_VALUE'],
    ['x/{client|replace:a:.}', { client: 'aa' }, 'client', 'INVALID_VALUE'],
    [
      'x/{metadata.a}{metadata.b}',
      { customFields: { metadata: { a: '.', b: '.' } } },
      'customFields.metadata.b',
      'INVALID_VALUE',
    ],
    ['x/{client|replace:a:}/y', { client: 'a' }, 'client', 'INVALID_VALUE'],
    ['{rig}', { customFields: { rig: 'a\nb' } }, 'customFields.rig', 'INVALID_FORMAT'],
    ['{rig}', { customFields: { rig: {} } }, 'customFields.rig', 'INVALID_TYPE'],
    ['{rig}', {}, 'customFields.rig', 'REQUIRED_FIELD'],
    ['{rig|date:YYYY}', { customFields: { rig: 'soon' } }, 'customFields.rig', 'INVALID_VALUE'],
    ['{rig}', { customFields: { rig: 'x'.repeat(256) } }, 'customFields.rig', 'TOO_LONG'],
    ['{rig}/{rig}/{rig}/{rig}', { customFields: { rig: 'x'.repeat(250) } }, 'customFields.rig', 'TOO_LONG'],
  ])('%s with %j is refused as %s', (template, request, field, code) => {
    expect(detailsOf(() => rendered(template, request))).toMatchObject([{ field, code }]);
  });

  it.each([
    ['{artist}', { artist: '../kim' }, 'task.artist'],
    ['{task}', { task: 'light/ing' }, 'task.task'],
    ['x/{artist}', { artist: '..' }, 'task.artist'],
  ])('%s of %j is refused as %s', (template, task, field) => {
    expect(detailsOf(() => rendered(template, {}, task))).toMatchObject([{ field }]);
  });

  it('is refused of a project’s name, and of a setting that a filter cuts', () => {
    expect(detailsOf(() => rendered('{project_name}', {}, {}, { name: 'a/b' }))).toMatchObject([
      { field: 'projectId' },
    ]);
    const pathSegments = { ...swa().pathSegments, middlePath: 'a/...b' };
    expect(() => rendered('{middle_path|truncate:4}', {}, {}, { pathSegments })).toThrow(ApiError);
  });

  it('does not grow without end', () => {
    const template = `{client${'|replace:a:aaaaaaaaaaaaaaaaaaaa'.repeat(14)}}`;
    expect(detailsOf(() => rendered(template, { client: 'a' }))).toMatchObject([{ field: 'client', code: 'TOO_LONG' }]);
  });
});

describe('file types', () => {
  it('are suggested', () => {
    expect(detailsOf(() => pathsOf(swa(), asking({ fileType: 'maya_scen' })))).toMatchObject([
      { field: 'fileType', code: 'INVALID_VALUE', suggestion: expect.stringContaining('Did you mean "maya_scene"?') },
    ]);
    expect(detailsOf(() => pathsOf(swa(), asking({ fileType: 'constructor' })))).toMatchObject([{ field: 'fileType' }]);
  });

  it('ask for frame and extension only where they have them', () => {
    const request = asking({ fileType: 'render_sequence' });
    expect(detailsOf(() => pathsOf(swa(), request))).toMatchObject([{ field: 'frame', code: 'REQUIRED_FIELD' }]);
    expect(detailsOf(() => pathsOf(swa(), { ...request, frame: 1001 }))).toMatchObject([{ field: 'ext' }]);
    const { filename, variables } = pathsOf(swa(), { ...request, frame: 1001, ext: 'exr' });
    expect(filename).toBe('Ep00_sq0010_SH0020_lighting_v007.1001.exr');
    expect(variables).toMatchObject({ filename_no_ext: 'Ep00_sq0010_SH0020_lighting_v007.1001', file_ext: 'exr' });
  });

  it('make a file name and no directories', () => {
    const project = swa({ filenamePatterns: { maya_scene: '{middle_path}.ma' } });
    expect(detailsOf(() => pathsOf(project, asking()))).toMatchObject([{ field: 'fileType', code: 'INVALID_FORMAT' }]);
  });

  it('come with the asked kinds alone', () => {
    const { taskId, filename, variables, ...paths } = pathsOf(swa(), asking({ kinds: ['submission'] }));
    expect(Object.keys(paths)).toEqual(['submission']);
  });
});
