import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readShotList } from '../../../../shared/domain/shot-list/read.ts';
import { makeProject } from '../../../support/production.ts';

const sample = process.env.MONTU_SAMPLE_DATA;

describe.skipIf(!sample)('the sample shot list (MONTU_SAMPLE_DATA; skipped where that is not set)', () => {
  it('is read with its one slip reported, and the days of tasks as they are', () => {
    const text = readFileSync(join(sample as string, 'swa-shotlist-ep00.csv'), 'utf8');
    const options = { project: makeProject(), mayAddTaskTypes: true, usernameOf: () => undefined };
    const { rows, errors, warnings, taskTypes } = readShotList(text, options);
    const tasks = rows.flatMap((row) => row.tasks);
    expect({ errors, taskTypes, tasks: tasks.length }).toEqual({ errors: [], taskTypes: [], tasks: 2 * rows.length });
    expect(warnings).toMatchObject([{ row: 1, field: 'Cut Out', taken: '1153' }]);
    expect(rows[0]?.tasks.map(({ fields }) => [fields.estimatedDurationHours, fields.frameRange])).toEqual([
      [24, { start: 1001, end: 1153 }],
      [16, { start: 1001, end: 1153 }],
    ]);
    expect(new Set(tasks.map(({ fields }) => fields.estimatedDurationHours))).toEqual(new Set([24, 16]));
    expect(tasks[0]?.id).toBe('ep00_sq0010_sh0020_lighting');
  });
});
