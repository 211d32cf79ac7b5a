import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PathPlatform, PathRequest } from '../../../../shared/contract/paths.ts';
import { pathKinds } from '../../../../shared/contract/paths.ts';
import { possibleTaskIds, recognizePath } from '../../../../shared/domain/paths/recognize.ts';
import { asking, pathsOf, swa } from '../../../support/paths.ts';

const scene = '/mnt/projects/SWA/SWA/all/scene/Ep00/sq0010/SH0020/lighting/version';
const file = 'Ep00_sq0010_SH0020_lighting_master_v007.ma';
const known = { project: 'SWA', episode: 'Ep00', sequence: 'sq0010', shot: 'SH0020', task: 'lighting' };

describe('the known answers of SWA', () => {
  it('are read back', () => {
    expect(recognizePath(swa(), `${scene}/${file}`)).toEqual({
      ...{ valid: true, kind: 'workingFile', platform: 'linux', fileType: 'maya_scene', problem: null },
      ...{ ...known, version: 7, filename: file },
      variables: { episode: 'Ep00', sequence_clean: 'sq0010', shot_clean: 'SH0020', task: 'lighting', version: '007' },
    });
    expect(
      recognizePath(
        swa(),
        'V:\\SWA\\all\\scene\\Ep00\\sq0010\\SH0020\\lighting\\version\\Ep00_sq0010_SH0020_lighting_master_v012.nk',
      ),
    ).toMatchObject({ valid: true, platform: 'windows', fileType: 'nuke_script', ...known, version: 12 });
    const delivery = '/mnt/renders/SWA/SWA/deliveries/internal/Ep00/sq0010/SH0020/lighting/v007/';
    expect(recognizePath(swa(), delivery)).toMatchObject({
      ...{ valid: true, kind: 'submission', ...known, version: null, filename: null },
      variables: { client: 'internal', client_version: '007' },
    });
  });

  it('are read back however they are written where that makes no difference', () => {
    const path = `v:/swa/ALL/scene//Ep00/sq0010/SH0020/Lighting/version/${file.toUpperCase()}`;
    expect(recognizePath(swa(), path)).toMatchObject({ valid: true, ...known, version: 7 });
    const folder = '/mnt/renders/SWA/SWA/all/scene/Ep00/sq0010/SH0020/lighting/version/v007';
    const frame = 'Ep00_sq0010_SH0020_lighting_v007.1001.exr';
    expect(recognizePath(swa(), folder)).toMatchObject({
      valid: true,
      kind: 'renderOutput',
      version: 7,
      filename: null,
    });
    expect(recognizePath(swa(), `${folder}/${frame}`)).toMatchObject({
      ...{ valid: true, kind: 'renderOutput', fileType: 'render_sequence', filename: frame },
      variables: { frame: '1001', ext: 'exr' },
    });
  });
});

describe('a path that does not fit', () => {
  it.each([
    [`/mnt/projects/SWA/SWA/al/scene/Ep00/sq0010/SH0020/lighting/version/${file}`, 5, 'al', 'all'],
    [
      `${scene}/Ep00_sq0010_SH0030_lighting_master_v007.ma`,
      12,
      'Ep00_sq0010_SH0030_lighting_master_v007.ma',
      '{filename}',
    ],
    [`${scene}/Ep00_sq0010_SH0020_lighting_master_v7.ma`, 12, 'Ep00_sq0010_SH0020_lighting_master_v7.ma', '{filename}'],
    [scene, 12, null, '{filename}'],
    [`${scene}/${file}/x`, 13, 'x', null],
    [`/mnt/projects/SWA/SWA/all/scene/Ep00/sq0010/../lighting/version/${file}`, 9, '..', '{shot_clean}'],
    [`/mnt/projects/SWA/RGD/all/scene/Ep00/sq0010/SH0020/lighting/version/${file}`, 4, 'RGD', 'SWA'],
    ['nothing', 1, 'nothing', 'V:'],
    [`${scene.slice(1)}/${file}`, 1, 'mnt', 'V:'],
    ['/', 1, null, 'mnt'],
  ])('%s: level %i', (path, position, segment, expected) => {
    const found = recognizePath(swa(), path);
    expect(found).toMatchObject({ valid: false, kind: null, shot: null, problem: { position, segment, expected } });
  });
});

describe('the task of a path', () => {
  it('has one of two ids', () => {
    const ids = ['ep00_sq0010_sh0020_lighting', 'swa_ep00_sq0010_sh0020_lighting'];
    expect(possibleTaskIds(swa(), recognizePath(swa(), `${scene}/${file}`))).toEqual(ids);
    expect(possibleTaskIds(swa(), recognizePath(swa(), '/'))).toEqual([]);
  });

  it('is found behind names with the separator of file names, and without an episode', () => {
    const { workingFile = '' } = pathsOf(swa(), asking(), { episode: null, sequence: 'sq_1', shot: 'a_b', task: 'fx' });
    expect(recognizePath(swa(), workingFile)).toMatchObject({
      episode: null,
      sequence: 'sq_1',
      shot: 'a_b',
      task: 'fx',
    });
    const filenamePatterns = { maya_scene: '{shot_clean}_{task}_v{version}.ma' };
    const templates = { ...swa().templates, workingFile: '/{filename}' };
    const flat = swa({ filenamePatterns, templates, taskTypes: ['building', 'scene_building', 'comp'] });
    expect(recognizePath(flat, '/a_b_comp_v001.ma')).toMatchObject({ shot: 'a_b', task: 'comp', version: 1 });
    expect(recognizePath(flat, '/a_b_paint_v001.ma')).toMatchObject({ shot: 'a_b', task: 'paint' });
  });
});

// a grammar of templates: each of what must come back stands somewhere alone, everything else anywhere
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,8}$/);
const filter = fc.constantFrom('', '|lower', '|upper', '|title', '|truncate:4', '|sanitize', '|pad:5', '|replace:a:b');
const variable = fc.constantFrom(
  ...['episode', 'sequence_clean', 'shot_clean', 'task', 'version', 'artist', 'status', 'project', 'client', 'user'],
  ...['delivery_type', 'year', 'date', 'timestamp', 'rig', 'middle_path', 'platform', 'metadata.shot.camera'],
);
const slotOf = (of: fc.Arbitrary<string>) => fc.tuple(of, filter).map(([which, how]) => `{${which}${how}}`);
const slot = slotOf(variable);
const literal = fc.stringMatching(/^[a-z][a-z0-9+.()_-]{0,5}[a-z]$/);
const level = fc.array(fc.oneof(slot, literal), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('-'));
const alone = fc.constantFrom('', 'v', 'x_');
const needed = ['{project}', '{shot_clean}', '{task}', '{version}'];
const template = fc
  .tuple(fc.array(level, { maxLength: 3 }), alone, fc.shuffledSubarray(needed, { minLength: needed.length }))
  .map(([others, prefix, own]) => [...others, ...own.map((one) => prefix + one)])
  .chain((levels) => fc.shuffledSubarray(levels, { minLength: levels.length }))
  .map((levels) => `{drive_working}/${levels.join('/')}`)
  .filter((text) => text.length <= 500);
const inOneLevel = slotOf(variable.filter((which) => which !== 'middle_path'));
const pattern = fc
  .array(fc.oneof(inOneLevel, literal), { minLength: 1, maxLength: 3 })
  .map((parts) => `${parts.join('_')}.ma`);
const platform = fc.constantFrom<PathPlatform>('windows', 'linux');

describe('what is generated', () => {
  it('is read back, and never climbs or splits', () => {
    fc.assert(
      fc.property(
        fc.record({ template, pattern, platform, shot: name, task: name, artist: name, rig: name }),
        fc.nat({ max: 99_999 }),
        fc.boolean(),
        (made, version, withFile) => {
          const templates = { ...swa().templates, workingFile: made.template + (withFile ? '/{filename}' : '') };
          const project = swa({ templates, filenamePatterns: { maya_scene: made.pattern } });
          const { platform, shot, task, artist, rig } = made;
          const customFields = { rig, metadata: { shot: { camera: 'A' } } };
          const request: PathRequest = asking({ platform, version, customFields, kinds: ['workingFile'] });
          const { workingFile = '' } = pathsOf(project, request, { shot, task, artist });
          const [own, other] = platform === 'windows' ? ['\\', '/'] : ['/', '\\'];
          const levels = workingFile.split(own);
          expect(workingFile).not.toContain(other);
          expect(levels.filter((one) => /^\.+$/.test(one))).toEqual([]);
          const inSettings = project.templates.workingFile.split('{middle_path').length - 1;
          const roots = platform === 'windows' ? 0 : 3;
          const cut = project.templates.workingFile.split(/\/(?![^{]*\})/).length;
          expect(levels.length).toBeGreaterThanOrEqual(cut + roots);
          expect(levels.length).toBeLessThanOrEqual(cut + roots + inSettings * (withFile ? 2 : 1) + 2);
          expect(recognizePath(project, workingFile)).toMatchObject({
            ...{ valid: true, platform, project: 'SWA', shot, task: task.toLowerCase(), version },
          });
        },
      ),
      { numRuns: 150 },
    );
  });

  it('is read back by its kind', () => {
    for (const platform of ['windows', 'linux'] as const) {
      const made = pathsOf(swa(), asking({ platform }));
      for (const kind of pathKinds) {
        expect(recognizePath(swa(), made[kind] ?? '')).toMatchObject({ valid: true, kind, platform, ...known });
      }
    }
  });
});

describe('hostile templates and paths', () => {
  it.each([
    ['{shot_clean}{task}{artist}{user}{client}{rig}'.repeat(5), 'a'.repeat(255)],
    ['{shot_clean}_'.repeat(30), `${'a_'.repeat(120)}!`],
    [`${'{rig|conditional:a:aa}'.repeat(20)}b`, 'a'.repeat(255)],
    ['(a+)+$|{shot_clean}(a|a)*', `${'a'.repeat(250)}!`],
  ])('%s is answered, where backtracking would take years', (workingFile, segment) => {
    const filenamePatterns = Object.fromEntries(
      Array.from({ length: 10 }, (_, n) => [`t${n}`, `${workingFile.slice(0, 400)}${n}x`]),
    );
    const templates = { ...swa().templates, workingFile: `/${workingFile}`, renderOutput: '/x/{filename}' };
    const project = swa({ templates, filenamePatterns });
    for (const path of [`/${segment}`, `/x/${segment}`, '/a'.repeat(500), '/'.repeat(1_000)])
      expect(recognizePath(project, path)).toMatchObject({ valid: expect.any(Boolean) });
  });
});
