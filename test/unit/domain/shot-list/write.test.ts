import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCell, readSeveral, writeCell, writeSeveral } from '../../../../shared/domain/shot-list/cells.ts';
import { readShotList } from '../../../../shared/domain/shot-list/read.ts';
import { headerLine, taskLines } from '../../../../shared/domain/shot-list/write.ts';
import { makeProject, makeTask } from '../../../support/production.ts';

const read = (text: string) =>
  readShotList(text, { project: makeProject(), mayAddTaskTypes: false, usernameOf: (name) => name });

/** Text as tasks hold it: trimmed, composed, and free of control characters. */
const text = fc
  .string({ unit: fc.constantFrom(...'aB9 é=+-@\'",;|\\\t\n.') })
  .map((value) => value.trim())
  .filter((value) => value !== '');
const line = text.map((value) => value.replace(/[\t\n]/g, ' ')).filter((value) => value.trim() === value);
const name = line.map((value) => value.replace(/[/\\:*?"<>|]/g, '_')).filter((value) => !/^\.+$/.test(value));
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const hours = fc.integer({ min: 0, max: 100_000 }).map((hundredths) => hundredths / 100);
const instant = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const frameRange = fc
  .tuple(fc.integer({ min: -2_000, max: 2_000 }), fc.nat(1_000))
  .map(([start, length]) => ({ start, end: start + length }));

const task = fc
  .record({
    ...{ id: fc.uuid(), episode: optional(name), sequence: optional(name), shot: name },
    ...{ type: fc.constantFrom('shot', 'asset', 'sequence'), task: fc.constantFrom('comp', 'fx', 'lighting') },
    ...{ frameRange: optional(frameRange), estimatedDurationHours: hours, artist: line, milestoneNote: text },
    ...{ status: fc.constantFrom('review', 'final'), priority: fc.constantFrom('low', 'urgent') },
    ...{ startTime: optional(instant), deadline: optional(instant), labels: fc.array(line, { maxLength: 3 }) },
    fileExtension: fc.constantFrom('', '.nk'),
  } as const)
  .map((fields) => makeTask(fields as Parameters<typeof makeTask>[0]));

describe('an export', () => {
  it('says the same when it is imported again', () => {
    fc.assert(
      fc.property(fc.uniqueArray(task, { selector: ({ id }) => id, minLength: 1, maxLength: 5 }), (tasks) => {
        const { rows, errors, warnings } = read(headerLine + taskLines(tasks));
        expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
        const listed = rows.flatMap((row) => row.tasks);
        expect(listed.map(({ id, isNamed }) => [id, isNamed])).toEqual(tasks.map(({ id }) => [id, true]));
        for (const [index, { told, fields }] of listed.entries()) {
          expect(tasks[index]).toMatchObject(told);
          const { episode, sequence, shot, type, task: kind } = tasks[index] as (typeof tasks)[number];
          expect(fields).toMatchObject({ episode, sequence, shot, type, task: kind });
        }
      }),
    );
  });

  it('ends its lines as CSV does, and puts in quotes what must be', () => {
    const lines = taskLines([makeTask({ milestoneNote: 'a "word", and\nmore' })]);
    expect(headerLine.endsWith(',File Extension\r\n')).toBe(true);
    expect(lines).toContain(',"a ""word"", and\nmore",');
    expect(lines.startsWith('ep00_sq0010_sh0020_lighting,SWA,Ep00,shot,sq0010,SH0020,,,,lighting,0,')).toBe(true);
  });
});

describe('a cell', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', "'=x", "''-"])('%s is calculated by no spreadsheet', (value) => {
    expect(writeCell(value)).toBe(`'${value}`);
    expect(readCell(writeCell(value))).toBe(value);
  });

  it.each(['plain', "'tis", "it's", '1.5', '’=x'])('%s is left as it is', (value) => {
    expect(writeCell(value)).toBe(value);
    expect(readCell(value)).toBe(value);
  });

  it('may hold several values', () => {
    fc.assert(
      fc.property(fc.array(line), (values) => {
        expect(readSeveral(writeSeveral(values))).toEqual(values);
      }),
    );
  });
});
