import { describe, expect, it } from 'vitest';
import { lintOpenapi } from '../../../local/docs/lint-openapi.ts';
import { errorTable } from '../../../shared/contract/errors.ts';
import { allOperations } from '../../../shared/contract/index.ts';
import { type Operation, routePath } from '../../../shared/contract/operation.ts';
import { openapiDocument } from '../../../shared/openapi/document.ts';
import { errorsOf } from '../../../shared/openapi/responses.ts';

type Node = Record<string, unknown>;

/** The document as a client reads it. */
const document = JSON.parse(JSON.stringify(openapiDocument('https://api.montu.studio'))) as Node;

function at(...path: string[]): Node {
  return path.reduce<Node>((node, key) => {
    const next = node[key];
    if (next === undefined) throw new Error(`There is no ${key} in ${path.join(' > ')}`);
    return resolved(next as Node);
  }, document);
}

function resolved(node: Node): Node {
  return typeof node.$ref === 'string' ? at(...node.$ref.slice('#/'.length).split('/')) : node;
}

function objectOf(spec: Operation): Node {
  return at('paths', routePath(spec), spec.method.toLowerCase());
}

function parametersOf(spec: Operation): { in: string; name: string; required?: boolean; schema: Node }[] {
  return (objectOf(spec).parameters as Node[]).map(resolved) as ReturnType<typeof parametersOf>;
}

function namesIn(spec: Operation, place: string): string[] {
  return parametersOf(spec)
    .filter((parameter) => parameter.in === place)
    .map((parameter) => parameter.name);
}

function everyNode(node: unknown, visit: (node: Node) => void): void {
  if (node === null || typeof node !== 'object') return;
  visit(node as Node);
  for (const child of Object.values(node)) everyNode(child, visit);
}

const byId = Object.fromEntries(allOperations.map((spec) => [spec.id, spec] as const));
const operationOf = (id: string): Operation => {
  const spec = byId[id];
  if (!spec) throw new Error(`There is no operation ${id}`);
  return spec;
};
const schemaOf = (id: string, status: string): Node =>
  at(
    'paths',
    routePath(operationOf(id)),
    operationOf(id).method.toLowerCase(),
    'responses',
    status,
    'content',
    'application/json',
    'schema',
  );

/** A part of the document that takes less time to read, to be broken. */
function ofTasks(): Node {
  const { paths, ...rest } = structuredClone(document) as { paths: Node };
  return {
    ...rest,
    paths: { '/api/v1/tasks': paths['/api/v1/tasks'], '/api/v1/tasks/{taskId}': paths['/api/v1/tasks/{taskId}'] },
  };
}

describe('the description of the API', () => {
  it('is sound to a standard linter, which also checks its examples', { timeout: 20_000 }, async () => {
    expect(await lintOpenapi()).toEqual([]);
  });

  it('is refused by the linter when it is broken', async () => {
    const broken = ofTasks();
    everyNode(broken, (node) => {
      if (node.operationId === 'getTask') node.operationId = 'listTasks';
    });
    const problems = await lintOpenapi(broken);
    expect(problems.map((problem) => problem.ruleId)).toContain('operation-operationId-unique');
  });

  it('is refused by the linter when an example does not fit its schema', async () => {
    const broken = ofTasks();
    const example = (broken as { components: { examples: Record<string, { value: { error: Node } }> } }).components
      .examples.NOT_FOUND;
    if (example) example.value.error.code = 'NO_SUCH_CODE';
    expect((await lintOpenapi(broken)).map((problem) => problem.ruleId)).toContain('no-invalid-media-type-examples');
  });

  it('has every operation once, and nothing else', () => {
    const described = Object.entries(at('paths')).flatMap(([path, item]) =>
      Object.entries(item as Node).map(([method, spec]) => `${(spec as Node).operationId} ${method} ${path}`),
    );
    const declared = allOperations.map((spec) => `${spec.id} ${spec.method.toLowerCase()} ${routePath(spec)}`);
    expect(described.toSorted()).toEqual(declared.toSorted());
  });

  it('refers only to what is there', () => {
    const broken: unknown[] = [];
    everyNode(document, (node) => {
      if (typeof node.$ref === 'string') {
        try {
          resolved(node);
        } catch {
          broken.push(node.$ref);
        }
      }
    });
    expect(broken).toEqual([]);
  });

  it('describes every tag that is used', () => {
    const tags = (document.tags as { name: string; description: string }[]).map((tag) => tag.name);
    expect(tags.toSorted()).toEqual([...new Set(allOperations.map((spec) => spec.domain))].toSorted());
  });

  it('names the place it is served from', () => {
    expect(openapiDocument('http://localhost:8080').servers).toEqual([{ url: 'http://localhost:8080' }]);
  });

  it('does not depend on what was made before', () => {
    expect(JSON.parse(JSON.stringify(openapiDocument('https://api.montu.studio')))).toEqual(document);
  });
});

describe.each(allOperations.map((spec) => [spec.id, spec] as const))('%s', (_, spec) => {
  it('has its success and all of its errors, and no other', () => {
    const expected = [spec.answer.status, ...errorsOf(spec).map((code) => errorTable[code].status)].map(String);
    const etag = spec.method === 'GET' && spec.answer.kind === 'item' && spec.answer.etag ? ['304'] : [];
    expect(Object.keys(objectOf(spec).responses as Node)).toEqual([...new Set([...expected, ...etag])].toSorted());
  });

  it('names each error code in the answer with its status', () => {
    for (const code of errorsOf(spec)) {
      const { description } = at(
        'paths',
        routePath(spec),
        spec.method.toLowerCase(),
        'responses',
        `${errorTable[code].status}`,
      );
      expect(description).toContain(`\`${code}\`: ${errorTable[code].meaning}`);
    }
  });

  it('takes the parameters of its path and query', () => {
    const placeholders = [...routePath(spec).matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    expect(namesIn(spec, 'path')).toEqual(placeholders);
    expect(namesIn(spec, 'query')).toEqual(Object.keys(spec.query?.shape ?? {}));
  });

  it('says what it is for, who may call it, and what it counts as', () => {
    const { security, description, summary, ...rest } = objectOf(spec);
    expect(summary).toMatch(/^[A-Z].{5,}[^.]$/);
    expect(spec.description, 'what its summary leaves open').toMatch(/^.{20,}\.$/);
    expect(rest['x-montu-rate-cost']).toBe(spec.rateCost ?? 1);
    if (spec.rateCost) expect(description).toContain(`counts as ${spec.rateCost} requests`);
    expect(security).toEqual(spec.access === 'public' ? [] : [{ accessToken: [] }]);
    expect(description).toContain(rest['x-montu-access']);
  });
});

describe('headers', () => {
  it('have no example, which the page of the documentation would send with every request', () => {
    for (const spec of allOperations) {
      for (const { in: place, schema, ...rest } of parametersOf(spec)) {
        if (place === 'header')
          expect([schema.examples, schema.example, rest]).toMatchObject([undefined, undefined, {}]);
      }
    }
  });

  it('asks for If-Match where a change can be stale, If-None-Match where an answer can be known', () => {
    expect(namesIn(operationOf('updateTask'), 'header')).toEqual(['X-Request-Id', 'If-Match']);
    expect(namesIn(operationOf('getTask'), 'header')).toEqual(['X-Request-Id', 'If-None-Match']);
    expect(namesIn(operationOf('listTasks'), 'header')).toEqual(['X-Request-Id', 'Montu-After']);
    expect(namesIn(operationOf('getMe'), 'header')).toEqual(['X-Request-Id']);
  });

  it('asks for If-Match where its lack may be refused, and nowhere else', () => {
    const knowsStale = (spec: Operation) => spec.errors?.includes('VERSION_CONFLICT') ?? false;
    for (const spec of allOperations) {
      const { responses } = objectOf(spec) as { responses: Node };
      const found = [namesIn(spec, 'header').includes('If-Match'), '428' in responses];
      expect(found, spec.id).toEqual([knowsStale(spec), knowsStale(spec)]);
    }
    expect(namesIn(operationOf('setMember'), 'header')).toEqual(['X-Request-Id', 'If-Match', 'If-None-Match']);
  });

  it('gives an ETag with entities, WWW-Authenticate with 401, Retry-After with 429 and 503', () => {
    const headers = (id: string, status: string) =>
      Object.keys(
        at('paths', routePath(operationOf(id)), operationOf(id).method.toLowerCase(), 'responses', status, 'headers'),
      );
    const everywhere = ['X-Request-Id', 'RateLimit-Policy', 'RateLimit'];
    expect(headers('getTask', '200')).toEqual([...everywhere, 'ETag']);
    expect(headers('getTask', '304')).toEqual([...everywhere, 'ETag']);
    expect(headers('listTasks', '200')).toEqual(everywhere);
    expect(headers('getTask', '429')).toEqual([...everywhere, 'Retry-After']);
    expect(headers('getTask', '401')).toContain('WWW-Authenticate');
    expect(headers('getTask', '503')).toContain('Retry-After');
  });
});

describe('bodies', () => {
  it('are the same schema for both media types of a PATCH', () => {
    const content = at('paths', '/api/v1/tasks/{taskId}', 'patch', 'requestBody', 'content');
    expect(Object.keys(content)).toEqual([
      ...['application/json', 'application/vnd.msgpack', 'application/merge-patch+json'],
    ]);
    expect(content['application/vnd.msgpack']).toEqual(content['application/json']);
    expect(content['application/merge-patch+json']).toEqual(content['application/json']);
    expect(content['application/json']).toEqual({ schema: { $ref: '#/components/schemas/UpdateTaskRequest' } });
  });

  it('of a patch need nothing, and may be null to remove', () => {
    const patch = at('components', 'schemas', 'UpdateTaskRequest');
    expect(patch.required).toBeUndefined();
    expect(patch.additionalProperties).toBe(false);
    expect(at('components', 'schemas', 'UpdateTaskRequest', 'properties', 'masterFile').type).toEqual([
      'boolean',
      'null',
    ]);
  });

  it.each(allOperations.filter(({ body, bodyType }) => body && !bodyType))(
    'of $id have an example, which fits',
    (spec) => {
      const body = at(
        'paths',
        routePath(spec),
        spec.method.toLowerCase(),
        'requestBody',
        'content',
        'application/json',
      );
      const examples = body.example ? [body.example] : ((resolved(body.schema as Node).examples ?? []) as unknown[]);
      expect(examples).not.toHaveLength(0);
      for (const example of examples) {
        expect(spec.body?.safeParse(example).error).toBeUndefined();
        expect(example).not.toEqual({});
      }
    },
  );

  it('of a request may leave out what has a default', () => {
    expect(at('components', 'schemas', 'CreateTaskRequest').required).toEqual(['projectId', 'shot', 'task']);
  });
});

describe('answers', () => {
  it('are in the envelope', () => {
    expect(schemaOf('getTask', '200')).toMatchObject({
      properties: { data: { $ref: '#/components/schemas/Task' }, meta: { $ref: '#/components/schemas/Meta' } },
      required: ['data', 'meta'],
    });
    expect(schemaOf('listTasks', '200')).toMatchObject({
      properties: {
        data: { type: 'array', items: { $ref: '#/components/schemas/TaskRow' } },
        pagination: { $ref: '#/components/schemas/Pagination' },
      },
      required: ['data', 'meta', 'pagination'],
    });
  });

  it('are bare where the standards say so, and empty after logout', () => {
    expect(schemaOf('login', '200')).toBe(at('components', 'schemas', 'Tokens'));
    expect(at('paths', '/api/v1/auth/logout', 'post', 'responses', '204')).not.toHaveProperty('content');
  });

  it('have every member of a task, defaults included, and stay open to new ones', () => {
    const task = at('components', 'schemas', 'Task');
    expect(task.required).toEqual(Object.keys(task.properties as Node));
    expect(task).not.toHaveProperty('additionalProperties');
  });
});

describe('queries', () => {
  const schema = (id: string, name: string) =>
    parametersOf(operationOf(id)).find((parameter) => parameter.name === name)?.schema;

  it('show repeated values as arrays, switches as booleans, pages as integers', () => {
    expect(schema('listTasks', 'status')).toMatchObject({ type: 'array', items: { type: 'string' } });
    expect(schema('listProjects', 'archived')).toMatchObject({ type: 'boolean' });
    expect(schema('listTasks', 'limit')).toMatchObject({ type: 'integer', minimum: 1, default: 50 });
  });
});
