import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../local/import/json.ts';
import { completeForCreation } from '../../../local/import/map-fields.ts';
import { mapProject } from '../../../local/import/map-project.ts';
import { projectFields } from '../../../shared/contract/projects.ts';

function mapped(source: JsonObject) {
  const result = mapProject(source);
  if (!result.ok) throw new Error(result.why);
  return result;
}

describe('mapProject', () => {
  it('renames declared keys at every depth, and leaves keys that are data', () => {
    const source = {
      _id: 'SWA',
      name: 'A show',
      filename_patterns: { maya_scene: '{shot_clean}.ma' },
      task_settings: {
        default_file_extensions: { scene_building: '.ma' },
        render_formats: { scene_building: ['exr'] },
      },
      platform_settings: { linux: { working_root: '/w', render_root: '/r', media_root: '/m' } },
    };
    expect(mapped(source)).toEqual({
      ok: true,
      id: 'SWA',
      fields: {
        name: 'A show',
        filenamePatterns: { maya_scene: '{shot_clean}.ma' },
        taskSettings: { defaultFileExtensions: { scene_building: '.ma' }, renderFormats: { scene_building: ['exr'] } },
        platformSettings: { linux: { workingRoot: '/w', renderRoot: '/r', mediaRoot: '/m' } },
        importedFrom: {},
      },
      findings: [],
    });
  });

  it('keeps settings that the contract does not know under their path', () => {
    const { fields, findings } = mapped({
      _id: 'SWA',
      name: 'A show',
      color_pipeline: { ocio_config_path: '', working_colorspace: 'ACEScg', display_colorspace: 'sRGB', look: 'x' },
      studio_motto: 'go',
    });
    expect(fields.colorPipeline).toEqual({
      ocioConfigPath: '',
      workingColorspace: 'ACEScg',
      displayColorspace: 'sRGB',
    });
    expect(fields.importedFrom).toEqual({ extra: { 'color_pipeline.look': 'x', studio_motto: 'go' } });
    expect(findings).toEqual([
      expect.objectContaining({ kind: 'warning', record: 'SWA', detail: 'color_pipeline.look' }),
    ]);
  });

  it('completes a section at creation only, and says so', () => {
    const { fields, findings } = mapped({ _id: 'SWA', name: 'A show', drive_mapping: { working_files: 'X:' } });
    expect(fields.driveMapping).toEqual({ workingFiles: 'X:' });
    expect(findings).toEqual([
      expect.objectContaining({
        kind: 'repaired',
        detail: 'drive_mapping.render_outputs, drive_mapping.media_files, drive_mapping.cache_files',
      }),
    ]);
    expect(completeForCreation(projectFields, fields).driveMapping).toEqual({
      workingFiles: 'X:',
      renderOutputs: 'W:',
      mediaFiles: 'E:',
      cacheFiles: 'E:',
    });
  });

  it('takes the code where there is no usable name', () => {
    expect(mapped({ _id: 'SWA', name: 7 })).toMatchObject({
      fields: { name: 'SWA', importedFrom: { extra: { name: 7 } } },
      findings: [{ kind: 'repaired' }, { kind: 'repaired' }],
    });
  });

  it('refuses a code that could not be part of a path', () => {
    expect(mapProject({ _id: '../SWA', name: 'x' })).toEqual({ ok: false, why: expect.stringContaining('../SWA') });
  });
});
