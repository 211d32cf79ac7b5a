import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakingChanges } from '../../../../local/contract/breaking.ts';
import { type Shape, type Snapshot, snapshotOf } from '../../../../local/contract/snapshot.ts';
import { openapiDocument } from '../../../../shared/openapi/document.ts';

const published = snapshotOf(openapiDocument('https://api.montu.studio'));

/** A contract of one operation that has something of everything. */
const small: Snapshot = {
  operations: {
    createTask: {
      address: 'POST /tasks',
      public: true,
      parameters: {
        'query limit': { required: false, schema: { type: 'integer', maximum: 100 } },
        'query status': { required: false, schema: { type: 'array', items: { enum: ['review', 'done'] } } },
      },
      request: { required: false, content: { 'application/json': { $ref: '#/components/schemas/NewTask' } } },
      answers: {
        200: { headers: ['ETag'], content: { 'application/json': { $ref: '#/components/schemas/Task' } } },
      },
    },
  },
  error: { type: 'object', properties: { code: { type: 'string' } }, required: ['code'] },
  schemas: {
    NewTask: {
      type: 'object',
      properties: {
        shot: { type: 'string', minLength: 1 },
        artist: { type: ['string', 'null'] },
        kind: { anyOf: [{ const: 'shot' }, { const: 'asset' }] },
        parent: { $ref: '#/components/schemas/NewTask' },
        fields: { type: 'object', additionalProperties: { type: ['string', 'number'] } },
      },
      required: ['shot'],
    },
    Task: {
      type: 'object',
      properties: {
        id: { type: 'string' },
        note: { type: 'string', format: 'date' },
        status: { type: 'string', enum: ['review', 'done'] },
        parts: { type: 'array', items: { $ref: '#/components/schemas/Task' } },
        size: { type: 'number' },
      },
      required: ['id', 'status'],
    },
  },
};

type Operation = Snapshot['operations'][string];
interface Parts {
  snapshot: Snapshot;
  operation: Operation;
  asked: Record<string, Shape>;
  told: Record<string, Shape>;
  request: Shape;
  answer: Shape;
}

function changed(change: (parts: Parts) => void): Snapshot {
  const snapshot = structuredClone(small);
  const { createTask: operation } = snapshot.operations;
  const { NewTask: request, Task: answer } = snapshot.schemas;
  if (!operation || !request || !answer) throw new Error('The small contract is not what it was');
  const { properties: asked = {} } = request;
  const { properties: told = {} } = answer;
  change({ snapshot, operation, request, answer, asked, told });
  return snapshot;
}

const breaks: Record<string, [change: (parts: Parts) => void, fault: string]> = {
  'an operation removed': [({ snapshot }) => delete snapshot.operations.createTask, 'createTask: removed'],
  'another address': [({ operation }) => Object.assign(operation, { address: 'POST /task' }), 'is POST /task now'],
  'a token asked for': [({ operation }) => Object.assign(operation, { public: false }), 'asks for a token'],
  'a parameter removed': [({ operation }) => delete operation.parameters['query limit'], 'query limit: removed'],
  'a required parameter added': [
    ({ operation }) => Object.assign(operation.parameters, { 'header X': { required: true, schema: {} } }),
    'header X: is required now',
  ],
  'a parameter that is required': [
    ({ operation }) => Object.assign(operation.parameters['query limit'] ?? {}, { required: true }),
    'query limit: is required now',
  ],
  'a narrower parameter': [
    ({ operation }) => Object.assign(operation.parameters['query limit']?.schema ?? {}, { maximum: 50 }),
    'query limit: maximum is narrower',
  ],
  'a value of a parameter removed': [
    ({ operation }) => Object.assign(operation.parameters['query status']?.schema.items ?? {}, { enum: ['done'] }),
    'query status[]: "review" is not taken any more',
  ],
  'a body that is required': [({ operation }) => Object.assign(operation.request ?? {}, { required: true }), 'request'],
  'a media type of requests removed': [
    ({ operation }) => Object.assign(operation.request ?? {}, { content: {} }),
    'removed',
  ],
  'a required field added': [
    ({ request, asked }) => {
      asked.task = { type: 'string' };
      request.required?.push('task');
    },
    'task: is required now',
  ],
  'a field that is required': [({ request }) => request.required?.push('artist'), 'artist: is required now'],
  'a field of a request removed': [({ asked }) => delete asked.artist, 'artist: removed'],
  'another type in a request': [({ asked }) => Object.assign(asked, { shot: { type: 'integer' } }), 'type changed'],
  'null refused': [({ asked }) => Object.assign(asked, { artist: { type: 'string' } }), 'artist: type changed'],
  'an alternative refused': [({ asked }) => asked.kind?.anyOf?.pop(), 'kind: an alternative is not taken any more'],
  'a longer minimum': [({ asked }) => Object.assign(asked.shot ?? {}, { minLength: 2 }), 'minLength is narrower'],
  'some values only': [({ asked }) => Object.assign(asked.shot ?? {}, { enum: ['a'] }), 'takes only some values'],
  'a format asked for': [({ asked }) => Object.assign(asked.shot ?? {}, { format: 'uuid' }), 'format changed'],
  'other members refused': [
    ({ request }) => Object.assign(request, { additionalProperties: false }),
    'takes no other members',
  ],
  'another type of members': [
    ({ asked }) => Object.assign(asked.fields ?? {}, { additionalProperties: { type: 'string' } }),
    'fields.*: type changed',
  ],
  'a status removed': [({ operation }) => delete operation.answers[200], '200: removed'],
  'a header removed': [({ operation }) => operation.answers[200]?.headers.pop(), 'header ETag: removed'],
  'a media type of answers removed': [
    ({ operation }) => Object.assign(operation.answers[200] ?? {}, { content: {} }),
    '200',
  ],
  'a field of an answer removed': [({ told }) => delete told.note, 'note: removed'],
  'a field that may be absent': [({ answer }) => answer.required?.pop(), 'status: may be absent now'],
  'another type in an answer': [({ told }) => Object.assign(told, { id: { type: 'integer' } }), 'id: type changed'],
  'null in an answer': [({ told }) => Object.assign(told, { id: { type: ['string', 'null'] } }), 'id: type changed'],
  'any type in an answer': [({ told }) => Object.assign(told, { id: {} }), 'id: type changed'],
  'another format in an answer': [
    ({ told }) => Object.assign(told.note ?? {}, { format: 'date-time' }),
    'format changed',
  ],
  'another error': [({ snapshot }) => Object.assign(snapshot.error, { properties: {} }), 'error.code: removed'],
};

describe('a change that breaks', () => {
  it.each(Object.entries(breaks))('%s is found', (_, [change, fault]) => {
    expect(breakingChanges(small, changed(change)).join('\n')).toContain(fault);
  });

  it('is found in whatever operation of the real contract it is', () => {
    const ids = Object.keys(published.operations);
    fc.assert(
      fc.property(fc.constantFrom(...ids), (id) => {
        const { [id]: gone, ...operations } = published.operations;
        expect(breakingChanges(published, { ...published, operations })).toEqual([`${id}: removed`]);
        expect(gone).toBeDefined();
      }),
      { numRuns: 10 },
    );
  });

  it('is found in whatever field of an answer it is', () => {
    const fields = Object.entries(published.schemas.Task?.properties ?? {});
    fc.assert(
      fc.property(fc.constantFrom(...fields), ([name]) => {
        const schemas = structuredClone(published.schemas);
        delete schemas.Task?.properties?.[name];
        expect(breakingChanges(published, { ...published, schemas }).join('\n')).toContain(`.${name}: removed`);
      }),
      { numRuns: 10 },
    );
  });
});

const additions: fc.Arbitrary<(parts: Parts) => void> = fc.oneof(
  fc.string().map((name) => ({ snapshot, operation }: Parts) => {
    snapshot.operations[`get${name}`] = operation;
  }),
  fc.string().map((name) => ({ asked }: Parts) => {
    asked[`x-${name}`] = { type: 'integer' };
  }),
  fc.string().map((name) => ({ answer, told }: Parts) => {
    told[`x-${name}`] = { type: 'integer' };
    answer.required?.push(`x-${name}`);
  }),
  fc.string().map((name) => ({ operation }: Parts) => {
    operation.parameters[`query x-${name}`] = { required: false, schema: { type: 'string' } };
  }),
  fc.string().map((value) => ({ asked, told }: Parts) => {
    asked.kind?.anyOf?.push({ const: value });
    told.status?.enum?.push(value);
  }),
  fc.string().map((type) => ({ operation }: Parts) => {
    for (const { content } of [operation.request, ...Object.values(operation.answers)].filter(
      (one) => one !== undefined,
    )) {
      content[`application/x-${type}`] = {};
    }
  }),
  fc.constantFrom(
    ({ asked }: Parts) => Object.assign(asked, { shot: { type: ['string', 'null'] } }),
    ({ request }: Parts) => Object.assign(request, { required: [] }),
    ({ answer, told }: Parts) => Object.assign(answer, { required: Object.keys(told) }),
    ({ told }: Parts) => Object.assign(told, { size: { type: 'integer' } }),
    ({ operation }: Parts) => Object.assign(operation.parameters['query limit']?.schema ?? {}, { maximum: 500 }),
    ({ operation }: Parts) => operation.answers[200]?.headers.push('Link'),
  ),
);

describe('additions', () => {
  it('break nothing, however many', () => {
    fc.assert(
      fc.property(fc.array(additions, { maxLength: 8 }), (all) => {
        const later = changed((parts) => {
          for (const add of all) add(parts);
        });
        expect(breakingChanges(small, later)).toEqual([]);
      }),
    );
  });

  it('break nothing where there are none', () => {
    expect(breakingChanges(published, structuredClone(published))).toEqual([]);
  });
});

describe('a snapshot', () => {
  it('has every operation, and no words', () => {
    const { createTask } = published.operations;
    expect(createTask).toMatchObject({
      address: 'POST /api/v1/tasks',
      public: false,
      parameters: { 'header Idempotency-Key': { required: false, schema: { type: 'string' } } },
      request: { required: true, content: { 'application/json': { $ref: '#/components/schemas/CreateTaskRequest' } } },
      answers: { 201: { headers: expect.arrayContaining(['ETag']) } },
    });
    expect(published.schemas.CreateTaskRequest?.required).toEqual(['projectId', 'shot', 'task']);
    expect(JSON.stringify(published)).not.toMatch(/"(summary|examples?)":/);
  });
});
