import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ApiError, type ErrorDetail } from '../../../shared/contract/errors.ts';
import { operations } from '../../../shared/contract/index.ts';
import { instant, line, several } from '../../../shared/contract/primitives.ts';
import { validate } from '../../../shared/http/validation.ts';

function detailsOf(schema: z.ZodType, input: unknown, what = 'body'): ErrorDetail[] {
  try {
    validate(schema, input, what);
  } catch (error) {
    if (error instanceof ApiError) return error.details;
    throw error;
  }
  return [];
}

const schema = z.strictObject({
  name: line(5).min(1).optional(),
  kind: z.enum(['shot', 'asset', 'sequence']).optional(),
  secret: z.string().min(12).optional(),
  frames: z.int().min(1).max(100).optional(),
  at: instant.optional(),
  day: z.iso.date().optional(),
  code: z
    .string()
    .regex(/^[A-Z]+$/, { error: 'Must be capitals' })
    .optional(),
  list: z
    .array(z.strictObject({ colour: z.string() }))
    .min(1)
    .max(2)
    .optional(),
  nested: z.strictObject({ deep: z.strictObject({ flag: z.boolean() }) }).optional(),
  record: z.record(z.string().regex(/^[a-z]+$/, { error: 'Must be small letters' }), z.string()).optional(),
  flag: z.stringbool().optional(),
  field: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('text') }),
      z.strictObject({ type: z.literal('day'), from: z.iso.date() }),
    ])
    .optional(),
});

describe('what is wrong with a query', () => {
  const query = z.strictObject({ type: several(z.enum(['project', 'task'])).optional() });
  it.each([['task,tasks'], [['task', 'tasks']]])('is told of the parameter and the value: %j', (type) => {
    const suggestion = 'Did you mean "task"? One of: project, task';
    const message = '"tasks" is not one of the accepted values';
    expect(detailsOf(query, { type }, 'query')).toEqual([
      { field: 'type', code: 'INVALID_VALUE', message, suggestion },
    ]);
  });
});

describe('what is wrong with a field', () => {
  it.each<[string, unknown, ErrorDetail]>([
    ['of the wrong type', { name: 7 }, { field: 'name', code: 'INVALID_TYPE', message: 'Must be text, not a number' }],
    [
      'no whole number',
      { frames: 1.5 },
      { field: 'frames', code: 'INVALID_TYPE', message: 'Must be a whole number, not 1.5' },
    ],
    [
      'no number, but a text',
      { frames: '7' },
      { field: 'frames', code: 'INVALID_TYPE', message: 'Must be a number, not "7"' },
    ],
    [
      'beyond all numbers',
      { frames: Number.POSITIVE_INFINITY },
      { field: 'frames', code: 'INVALID_TYPE', message: 'Must be a number, not Infinity' },
    ],
    [
      'of no kind that there is',
      { field: { type: 'tex' } },
      {
        ...{ field: 'field.type', code: 'INVALID_VALUE', message: '"tex" is not one of the accepted values' },
        suggestion: 'Did you mean "text"? One of: text, day',
      },
    ],
    ['null', { name: null }, { field: 'name', code: 'INVALID_TYPE', message: 'Must be text, not null' }],
    ['a list', { nested: [] }, { field: 'nested', code: 'INVALID_TYPE', message: 'Must be an object, not a list' }],
    [
      'missing',
      { nested: { deep: {} } },
      { field: 'nested.deep.flag', code: 'REQUIRED_FIELD', message: 'Is required', suggestion: 'Send true or false' },
    ],
    [
      'not in the list, by a slip',
      { kind: 'shoot' },
      {
        ...{ field: 'kind', code: 'INVALID_VALUE', message: '"shoot" is not one of the accepted values' },
        suggestion: 'Did you mean "shot"? One of: shot, asset, sequence',
      },
    ],
    ['empty', { name: ' ' }, { field: 'name', code: 'REQUIRED_FIELD', message: 'Must not be empty' }],
    [
      'too short',
      { secret: 'abc' },
      { field: 'secret', code: 'OUT_OF_RANGE', message: 'Must have at least 12 characters' },
    ],
    ['too long', { name: 'abcdef' }, { field: 'name', code: 'TOO_LONG', message: 'Must have at most 5 characters' }],
    [
      'too large',
      { frames: 101 },
      {
        ...{ field: 'frames', code: 'OUT_OF_RANGE', suggestion: 'At most 100' },
        message: 'Must be at most 100',
      },
    ],
    [
      'too small',
      { frames: 0 },
      {
        ...{ field: 'frames', code: 'OUT_OF_RANGE', suggestion: 'At least 1' },
        message: expect.any(String) as unknown as string,
      },
    ],
    [
      'no time',
      { at: 'tomorrow' },
      {
        ...{ field: 'at', code: 'INVALID_FORMAT', message: 'Is no date and time with a zone' },
        suggestion: 'ISO 8601 with a zone, as in 2025-08-29T10:00:00.000Z',
      },
    ],
    [
      'no day',
      { day: '29.8.' },
      {
        ...{ field: 'day', code: 'INVALID_FORMAT', message: expect.any(String) as unknown as string },
        suggestion: 'A day, as in 2025-08-29',
      },
    ],
    ['of the wrong form', { code: 'abc' }, { field: 'code', code: 'INVALID_FORMAT', message: 'Must be capitals' }],
    [
      'unclean',
      { name: 'a\u0000b' },
      { field: 'name', code: 'INVALID_FORMAT', message: 'Control characters are not allowed' },
    ],
    [
      'of a name that is not acceptable',
      { record: { '../up': 'a' } },
      {
        ...{ field: 'record.../up', code: 'INVALID_FORMAT' },
        message: 'The name of this field is not acceptable: Must be small letters',
      },
    ],
    [
      'kept by the API',
      { revision: 7 },
      {
        ...{ field: 'revision', code: 'UNKNOWN_FIELD', message: 'Is not for clients to set here' },
        suggestion: 'Leave it out; send If-Match to change what you read',
      },
    ],
    [
      'the beginning of another',
      { rec: {} },
      {
        ...{ field: 'rec', code: 'UNKNOWN_FIELD', message: 'There is no such field here' },
        suggestion: 'Did you mean "record"?',
      },
    ],
    [
      'unknown, by a slip',
      { nmae: 'a' },
      {
        ...{ field: 'nmae', code: 'UNKNOWN_FIELD', message: 'There is no such field here' },
        suggestion: 'Did you mean "name"?',
      },
    ],
    [
      'unknown in an object in a list',
      { list: [{ colour: 'red', color: 'red' }] },
      {
        ...{ field: 'list.0.color', code: 'UNKNOWN_FIELD', message: 'There is no such field here' },
        suggestion: 'Did you mean "colour"?',
      },
    ],
    [
      'unknown, and like no other',
      { nested: { deep: { flag: true, whatever: 1 } } },
      {
        ...{ field: 'nested.deep.whatever', code: 'UNKNOWN_FIELD', message: 'There is no such field here' },
        suggestion: 'Known: flag',
      },
    ],
  ])('is told: %s', (_, input, detail) => {
    expect(detailsOf(schema, input)).toEqual([detail]);
  });

  it('is told of the body itself when that is the wrong thing', () => {
    expect(detailsOf(schema, 7)).toMatchObject([{ field: 'body', code: 'INVALID_TYPE' }]);
  });

  it('is told of each field, each with its own suggestion', () => {
    expect(detailsOf(schema, { nmae: 1, fraems: 2, kind: 'x' })).toMatchObject([
      { field: 'kind', code: 'INVALID_VALUE' },
      { field: 'nmae', suggestion: 'Did you mean "name"?' },
      { field: 'fraems', suggestion: 'Did you mean "frames"?' },
    ]);
  });

  it('is told of so many, and no more', () => {
    const hostile = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`x${index}`, 1]));
    expect(detailsOf(schema, hostile)).toHaveLength(50);
  });
});

it('tells of a field that only the API sets what to do instead; a parameter of its name is just unknown', () => {
  expect(detailsOf(schema, { blockedBy: [] })).toMatchObject([
    { field: 'blockedBy', message: 'Is not for clients to set here', suggestion: expect.stringContaining('PUT') },
  ]);
  expect(detailsOf(schema, { id: 'x' }, 'query')).toMatchObject([
    { field: 'id', message: 'There is no such field here' },
  ]);
});

describe('parameters of our own operations', () => {
  const { listTasks, createProject, updateTask, listProjects } = operations;

  it('know what was probably meant', () => {
    expect(detailsOf(listTasks.query, { projectId: 'SWA', statsu: 'review', artits: 'ann' })).toMatchObject([
      { field: 'statsu', code: 'UNKNOWN_FIELD', suggestion: 'Did you mean "status"?' },
      { field: 'artits', code: 'UNKNOWN_FIELD', suggestion: 'Did you mean "artist"?' },
    ]);
    expect(detailsOf(listProjects.query, { sort: 'nmae' })).toMatchObject([
      { field: 'sort', code: 'INVALID_VALUE', suggestion: 'Did you mean "name"? One of: name, createdAt' },
    ]);
    expect(detailsOf(listProjects.query, { archived: 'maybe' })).toMatchObject([{ code: 'INVALID_VALUE' }]);
  });

  it('are named by their path', () => {
    const driveMapping = { workingFiles: '', renderOutputs: 'W:', mediaFiles: 'E:', cacheFiles: 'E:' };
    const statuses = [
      { name: 'a', category: 'done' },
      { name: 'a', category: 'todo' },
    ];
    expect(detailsOf(createProject.body, { id: 'SWA', name: 'a', driveMapping, statuses })).toMatchObject([
      { field: 'driveMapping.workingFiles', code: 'REQUIRED_FIELD' },
      { field: 'statuses', code: 'DUPLICATE' },
    ]);
    const templates = { workingFile: '../{shot}' };
    expect(detailsOf(createProject.body, { id: 'SWA', name: 'a', templates })).toContainEqual(
      expect.objectContaining({
        field: 'templates.workingFile',
        code: 'INVALID_FORMAT',
        suggestion: expect.any(String),
      }),
    );
  });

  it('of a patch are those of the entity', () => {
    expect(detailsOf(updateTask.body, {})).toMatchObject([{ field: 'body', code: 'REQUIRED_FIELD' }]);
    expect(detailsOf(updateTask.body, { projectId: 'RGD' })).toMatchObject([
      { field: 'projectId', code: 'UNKNOWN_FIELD' },
    ]);
    expect(detailsOf(updateTask.body, { stauts: 'review' })).toMatchObject([{ suggestion: 'Did you mean "status"?' }]);
  });
});
