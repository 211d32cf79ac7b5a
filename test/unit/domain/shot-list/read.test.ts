import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Project } from '../../../../shared/contract/projects.ts';
import type { ListedTask } from '../../../../shared/domain/shot-list/list.ts';
import { readShotList } from '../../../../shared/domain/shot-list/read.ts';
import { makeProject } from '../../../support/production.ts';

const nobody = () => undefined;
const read = (text: string, fields: Partial<Project> = {}, mayAddTaskTypes = true) =>
  readShotList(text, { project: makeProject(fields), mayAddTaskTypes, usernameOf: nobody });
const tasksOf = (text: string, fields: Partial<Project> = {}) => read(text, fields).rows.flatMap(({ tasks }) => tasks);
const brief = ({ id, fields }: ListedTask) => [id, fields.task, fields.estimatedDurationHours];

const header =
  'Project,Episode,Type,Sequence,Shot,Cut Length,Cut In,Cut Out,Cut Duration,Task,task duration,Task,task duration';
const list = (...rows: string[]) => [header, ...rows].join('\n');
/** As the first row of the studio's own list has it. */
const first = 'SWA,Ep00,Shot,SWA_Ep00_sq0010,SWA_Ep00_SH0020,153,1001,10153,153,Lighting,3,comp,2';

describe('a shot list', () => {
  it('makes a task of each pair, with ids and extensions by the rules of the project', () => {
    const tasks = tasksOf(list(first));
    expect(tasks.map(brief)).toEqual([
      ['ep00_sq0010_sh0020_lighting', 'lighting', 24],
      ['ep00_sq0010_sh0020_comp', 'comp', 16],
    ]);
    expect(tasks[0]?.fields).toMatchObject({
      ...{ projectId: 'SWA', type: 'shot', episode: 'Ep00', sequence: 'SWA_Ep00_sq0010', shot: 'SWA_Ep00_SH0020' },
      ...{ artist: 'Unassigned', status: 'not_started', milestone: 'not_started', priority: 'medium' },
      fileExtension: '.ma',
    });
    expect(tasks[1]?.fields.fileExtension).toBe('.nk');
  });

  it('takes the days of a task from its own column, whatever the cut says', () => {
    expect(tasksOf(list(first))[0]?.fields.estimatedDurationHours).not.toBe(153 * 8);
    const without = 'Shot,Cut Duration,Task\nSH0010,153,comp';
    expect(tasksOf(without)[0]).toMatchObject({ fields: { estimatedDurationHours: 0 }, told: {} });
  });

  it('reports an end that the length contradicts, with the one that it takes', () => {
    const { rows, errors, warnings } = read(list(first));
    expect(errors).toEqual([]);
    expect(rows[0]?.tasks.map(({ fields }) => fields.frameRange)).toEqual(Array(2).fill({ start: 1001, end: 1153 }));
    expect(warnings).toEqual([
      {
        ...{ row: 1, field: 'Cut Out', taken: '1153' },
        message: 'A cut of 153 frames from 1001 ends at 1153, not at 10153',
      },
    ]);
  });

  it('warns of rows that give one shot different cuts, by both of them', () => {
    const text = [
      'Sequence,Shot,Type,Task,Cut In,Length',
      ...['sq1,SH1,,comp,1001,100', 'SQ1,sh1,,fx,1001,100', 'sq1,SH1,,light,,', 'sq1,SH1,,prep,1001,90'],
      ...['sq1,SH1,,roto,1011,90', 'sq2,SH1,,comp,1001,90', 'sq1,SH1,asset,model,1001,80', 'sq1,SH1,no type,comp,7,8'],
    ].join('\n');
    const { warnings, rows } = read(text, {});
    const suggestion = 'Give a shot the same cut in all its rows';
    expect(warnings.filter(({ row }) => row !== null)).toEqual([
      {
        ...{ row: 4, field: 'Length', suggestion },
        message: 'Row 4 gives the shot "SH1" the cut 1001 to 1090, and row 1 1001 to 1100',
      },
      {
        ...{ row: 5, field: 'Length', suggestion },
        message: 'Row 5 gives the shot "SH1" the cut 1011 to 1100, and row 1 1001 to 1100',
      },
    ]);
    expect(rows).toHaveLength(7);
  });

  it('knows columns in any case, order and spelling, and says what it does not read', () => {
    const text = 'DAYS;department;Lens;shot_name;SEQ;ep\n1,5;Composite;50mm;sh1;sq1;e1';
    const { rows, warnings } = read(text);
    expect(rows[0]?.tasks.map(brief)).toEqual([['e1_sq1_sh1_comp', 'comp', 12]]);
    expect(warnings.map(({ field }) => field)).toEqual(['Lens']);
  });

  it.each([
    ['by their numbers', 'Shot,Task 2,task duration 2,task duration 1,Task 1\nA,comp,2,3,fx', { comp: 16, fx: 24 }],
    ['the first without one', 'Shot,Task,task duration,Task2,task duration2\nA,fx,3,comp,2', { comp: 16, fx: 24 }],
    ['in their order', 'Shot,Task,Task,task duration,task duration\nA,fx,comp,3,2', { comp: 16, fx: 24 }],
    ['before another task', 'Shot,Task,Task,task duration\nA,fx,comp,2', { fx: 0, comp: 16 }],
    ['where there are some', 'Shot,Task,Task\nA,fx,comp', { fx: 0, comp: 0 }],
  ])('pairs tasks and days %s', (_, text, hours) => {
    const tasks = tasksOf(text);
    const found = tasks.map(({ fields }) => [fields.task, fields.estimatedDurationHours]);
    expect(Object.fromEntries(found)).toEqual(hours);
  });

  it('leaves empty pairs and rows out, and counts rows from the header', () => {
    const { rows, warnings, failed } = read('Shot,Task,task duration,Task\n\nA,,,\n,,,\nB,comp,2,');
    expect(rows.map(({ row, tasks }) => [row, tasks.length])).toEqual([[4, 1]]);
    expect(warnings).toMatchObject([{ row: 2, field: 'Task' }]);
    expect(failed).toBe(0);
  });

  it('adds task types that a project has not, and reports them; but only for who may', () => {
    const text = 'Shot,Task\nA,Scene_Building\nB,scene_building\nC,lightning\nD,Lighting';
    const added = read(text);
    expect(added.taskTypes).toEqual(['scene_building', 'lightning']);
    expect(added.warnings).toMatchObject([
      { row: null, taken: 'scene_building' },
      { row: null, taken: 'lightning', suggestion: 'Did you mean "lighting"?' },
    ]);
    expect(added.rows).toHaveLength(4);

    const refused = read(text, {}, false);
    expect(refused.taskTypes).toEqual([]);
    expect(refused.errors.map(({ row, field, code }) => [row, field, code])).toEqual(
      [1, 2, 3].map((row) => [row, 'Task', 'INVALID_VALUE']),
    );
    expect(refused).toMatchObject({ failed: 3, rows: [{ row: 4 }] });
  });

  it('keeps a task type as the project writes it', () => {
    const taskTypes = ['Composite', 'comp', 'Light'];
    const types = tasksOf('Shot,Task\nA,Composite\nB,COMP\nC,light', { taskTypes }).map(({ fields }) => fields.task);
    expect(types).toEqual(['Composite', 'comp', 'Light']);
  });

  it('does not add types of rows that are refused, nor more than a project can have', () => {
    expect(read('Shot,Task\na/b,newone').taskTypes).toEqual([]);
    const taskTypes = Array.from({ length: 100 }, (_, index) => `type${index}`);
    expect(read('Shot,Task\nA,newone', { taskTypes })).toMatchObject({ taskTypes: [], failed: 1 });
  });

  it('knows statuses, milestones and priorities as people write them', () => {
    const text = 'Shot,Task,Status,Milestone,Priority\nA,comp,In Progress,FINAL-COMP,Urgent';
    expect(tasksOf(text)[0]?.told).toEqual({ status: 'in_progress', milestone: 'final_comp', priority: 'urgent' });
    const statuses = [
      { name: 'Review', category: 'active' },
      { name: 'review', category: 'active' },
    ] as const;
    expect(tasksOf('Shot,Task,Status\nA,comp,review', { statuses: [...statuses] })[0]?.told.status).toBe('review');
  });

  it('begins with what the project has, where it has not the usual', () => {
    const fields = {
      statuses: [{ name: 'open', category: 'todo' as const }],
      ...{ milestones: ['none'], priorityLevels: ['p1', 'p2'] },
    };
    expect(tasksOf('Shot,Task\nA,comp', fields)[0]).toMatchObject({
      fields: { status: 'open', milestone: 'none', priority: 'p1' },
      told: {},
    });
  });

  it('reads everything else that a list may say', () => {
    const text =
      'Shot,Task,Artist,Status,Milestone,Note,Priority,Start,Due,Tags,Extension,Id\n' +
      'A,comp,Mira Okafor,review,final_comp,"Two\nlines",high,2025-08-29,2025-09-01T12:00:00+02:00,hero|a\\|b,.nk,my-own';
    const usernameOf = (name: string) => (name === 'Mira Okafor' ? 'mira' : undefined);
    const { rows, warnings } = readShotList(text, { project: makeProject(), mayAddTaskTypes: true, usernameOf });
    const told = {
      ...{ artist: 'mira', status: 'review', milestone: 'final_comp', milestoneNote: 'Two\nlines', priority: 'high' },
      ...{ startTime: '2025-08-29T00:00:00.000Z', deadline: '2025-09-01T10:00:00.000Z' },
      ...{ labels: ['hero', 'a|b'], fileExtension: '.nk' },
    };
    expect(rows[0]?.tasks).toMatchObject([{ id: 'my-own', isNamed: true, told, fields: told }]);
    expect(warnings).toEqual([]);
  });

  it('keeps an artist that is nobody, and reports it', () => {
    const { rows, warnings } = read('Shot,Task,Artist\nA,comp,Freelancer\nB,comp,unassigned');
    expect(rows.map(({ tasks }) => tasks[0]?.fields.artist)).toEqual(['Freelancer', 'Unassigned']);
    expect(warnings).toMatchObject([{ row: 1, field: 'Artist', taken: 'Freelancer' }]);
  });
});

describe('a row that is wrong', () => {
  it.each([
    ['no shot', ',comp,1,,', 'Shot', 'REQUIRED_FIELD'],
    ['a shot that climbs', '../x,comp,1,,', 'Shot', 'INVALID_FORMAT'],
    ['days that are none', 'A,comp,three,,', 'task duration', 'INVALID_TYPE'],
    ['days before none', 'A,comp,-1,,', 'task duration', 'OUT_OF_RANGE'],
    ['half a frame', 'A,comp,1,1001.5,', 'Cut In', 'INVALID_TYPE'],
    ['a cut of no frames', 'A,comp,1,1001,,0', 'Cut Length', 'OUT_OF_RANGE'],
    ['a day of no calendar', 'A,comp,1,,,,30.2.2026', 'Deadline', 'INVALID_FORMAT'],
    ['a status that there is not', 'A,comp,1,,reviw', 'Status', 'INVALID_VALUE'],
    ['too many cells', 'A,comp,1,,,,,x', 'row', 'INVALID_FORMAT'],
  ])('has %s, and is refused by its column', (_, row, field, code) => {
    const list = `Shot,Task,task duration,Cut In,Status,Cut Length,Deadline\n${row}\nB,comp,1,,`;
    const { rows, errors, warnings, failed } = read(list);
    expect(errors).toMatchObject([{ row: 1, field, code }]);
    expect(warnings).toEqual([]);
    expect(rows.map((each) => each.row)).toEqual([2]);
    expect(failed).toBe(1);
  });

  it('is refused with all of its tasks, and says what it is once', () => {
    const { errors, failed } = read(list('SWA,Ep00,Shoot,sq,SH,,,,,Lighting,3,comp,2', 'RGD,,,,SH,,,,,comp,1,,'));
    expect(errors).toMatchObject([
      { row: 1, field: 'Type', suggestion: 'One of: shot, asset, sequence' },
      { row: 2, field: 'Project', suggestion: expect.stringContaining('projectId=RGD') },
    ]);
    expect(failed).toBe(3);
  });

  it('asks for a task that another row asks for, or the same row', () => {
    const { rows, errors } = read('Sequence,Shot,Task,Task\nsq,A,comp,\nsq,A,Composite,fx\nsq,B,fx,FX');
    expect(rows.map(({ row }) => row)).toEqual([1]);
    expect(errors).toMatchObject([
      { row: 2, code: 'DUPLICATE', message: 'Row 1 asks for the task "sq_a_comp" already' },
      { row: 3, code: 'DUPLICATE' },
    ]);
  });

  it('has an id for several tasks, one that cannot be, or one that is an address of the API', () => {
    const { errors } = read('Id,Shot,Task,Task\nx,A,comp,fx\n../x,B,comp,\nexport,C,comp,');
    expect(errors.map(({ row, field }) => [row, field])).toEqual([
      [1, 'Id'],
      [2, 'Id'],
      [3, 'Id'],
    ]);
  });

  it('says what would be accepted, as the API does of its own bodies', () => {
    const labels = Array.from({ length: 51 }, (_, index) => `l${index}`).join('|');
    const { errors } = read(`Shot,Task,task duration,Start,Labels\nA,comp,-1,soon,${labels}`);
    expect(Object.fromEntries(errors.map(({ field, suggestion }) => [field, suggestion]))).toEqual({
      'task duration': 'At least 0',
      Start: expect.stringContaining('2025-08-29'),
      Labels: 'At most 50',
    });
  });
});

describe('a list that is wrong as a whole', () => {
  it.each([
    ['without shots', 'Shto,Task\nA,comp', ['Shot'], 'Is it "Shto"?'],
    ['without anything known', 'a,b\n1,2', ['Shot', 'Task'], 'columns that are read'],
    ['with a column twice', 'Shot,Task,Cut In,cut_in\nA,comp,1,2', ['cut_in'], 'Leave one'],
    ['with a numbered column twice', 'Shot,Task 1,Task,Task 2\nA,comp,fx,rig', ['Task'], 'Leave one'],
    ['of no columns', '\n', ['Shot', 'Task'], ''],
    ['of thousands of columns', `Shot,Task${',shot'.repeat(10_000)}`, ['body'], 'Leave out'],
  ])('is refused %s', (_, text, fields, suggestion) => {
    try {
      read(text);
    } catch (error) {
      expect(error).toMatchObject({ code: 'VALIDATION_ERROR', details: fields.map((field) => ({ field })) });
      expect((error as { details: { suggestion: string }[] }).details[0]?.suggestion).toContain(suggestion);
      return;
    }
    expect.unreachable();
  });

  it.each([
    ['a quote that is never closed', 'Shot,Task\n"A,comp\nB,fx', 'line'],
    ['a quote in the middle', 'Shot,Task\nA"B,comp', 'line 2'],
    ['a cell without end', `Shot,Task\n"${'x'.repeat(200_000)}",comp`, 'longer than 100 KB'],
  ])('is malformed with %s', (_, text, words) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({ code: 'MALFORMED_BODY', message: expect.stringContaining(words) }),
    );
  });

  it('has more tasks than one import takes', () => {
    const text = `Shot,Task,Task\n${'A,comp,fx\n'.repeat(15_001)}`;
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'PAYLOAD_TOO_LARGE' }));
  });
});

describe('any spelling of the same list', () => {
  const cells = {
    Shot: fc.constantFrom('SH0010', 'SH 20', 'Sh"q"'.replaceAll('"', "'")),
    Sequence: fc.constantFrom('sq1', 'SWA_Ep00_sq0010'),
    Task: fc.constantFrom('Lighting', 'comp', 'FX'),
    'task duration': fc.constantFrom('3', '1.5', '0'),
    Note: fc.constantFrom('plain', 'a,b;c\td', 'two\nlines', 'a "word"', ' =1+1'),
  };
  const names = Object.keys(cells) as (keyof typeof cells)[];
  const quoted = (value: string, always: boolean) =>
    always || /[",;\t\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  const spelling = fc.record({
    order: fc.shuffledSubarray(names, { minLength: names.length }),
    delimiter: fc.constantFrom(',', ';', '\t'),
    lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
    always: fc.boolean(),
    bom: fc.constantFrom('', '\ufeff'),
    atEnd: fc.boolean(),
    respell: fc.constantFrom(
      (name: string) => name,
      (name: string) => name.toUpperCase(),
      (name: string) => ` ${name.replace(' ', '_')} `,
    ),
  });

  it('is the same list', () => {
    fc.assert(
      fc.property(fc.array(fc.record(cells), { minLength: 1, maxLength: 5 }), spelling, (rows, spelt) => {
        const { order, delimiter, lineEnd, always, bom, atEnd, respell } = spelt;
        const lines = [order.map(respell), ...rows.map((row) => order.map((name) => row[name]))];
        const text = lines.map((line) => line.map((cell) => quoted(cell, always)).join(delimiter)).join(lineEnd);
        const plain = [names, ...rows.map((row) => names.map((name) => row[name]))]
          .map((line) => line.map((cell) => quoted(cell, true)).join(','))
          .join('\n');
        const { rows: found, errors, failed } = read(bom + text + (atEnd ? lineEnd : ''));
        const expected = read(plain);
        expect(found).toEqual(expected.rows);
        expect(failed).toBe(expected.failed);
        expect(errors.map(({ row, code }) => [row, code])).toEqual(expected.errors.map(({ row, code }) => [row, code]));
      }),
    );
  });
});
