/** A JSON Schema without words: only what decides which values fit. */
export interface Shape {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Shape>;
  required?: string[];
  additionalProperties?: boolean | Shape;
  items?: Shape;
  anyOf?: Shape[];
  oneOf?: Shape[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
}

/** An operation as a client depends on it. Media types stand with the schema of what they carry. */
export interface PublishedOperation {
  address: string;
  public: boolean;
  /** By place and name: `query limit`. */
  parameters: Record<string, { required: boolean; schema: Shape }>;
  request?: { required: boolean; content: Record<string, Shape> };
  /** By status, but for errors. */
  answers: Record<string, { headers: string[]; content: Record<string, Shape> }>;
}

/** A version of the contract, reduced to what can break. */
export interface Snapshot {
  operations: Record<string, PublishedOperation>;
  /** What every error is answered with; which of them an operation has may change. */
  error: Shape;
  schemas: Record<string, Shape>;
}

type Content = Record<string, { schema?: object }>;
interface Parameter {
  $ref?: string;
  in: string;
  name: string;
  required?: boolean;
  schema?: object;
}
interface Answer {
  $ref?: string;
  headers?: Record<string, object>;
  content?: Content;
}
interface OperationObject {
  operationId: string;
  security?: object[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Content };
  responses?: Record<string, Answer>;
}
/** As much of an OpenAPI document as is looked at. */
interface Description {
  paths?: Record<string, Record<string, OperationObject>>;
  components?: Record<string, Record<string, object>>;
}

const kept = new Set([
  ...['$ref', 'type', 'format', 'enum', 'const', 'required'],
  ...['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'],
]);

function mapValues<A, B>(record: Record<string, A>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

function shapeOf(schema: object): Shape {
  const members = Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
    if (kept.has(key)) return [[key, value]];
    if (key === 'properties') return [[key, mapValues(value, shapeOf)]];
    if (key === 'items') return [[key, shapeOf(value)]];
    if (key === 'anyOf' || key === 'oneOf') return [[key, value.map(shapeOf)]];
    if (key === 'additionalProperties') return [[key, typeof value === 'boolean' ? value : shapeOf(value)]];
    return [];
  });
  return Object.fromEntries(members);
}

const contentOf = (content: Content = {}) => mapValues(content, ({ schema = {} }) => shapeOf(schema));

/** What of an OpenAPI document clients depend on. */
export function snapshotOf(document: object): Snapshot {
  // a description is JSON: what has no value is not there
  const { paths = {}, components = {} } = JSON.parse(JSON.stringify(document)) as Description;
  const resolved = <T extends { $ref?: string }>(node: T): T => {
    const [kind = '', name = ''] = node.$ref?.split('/').slice(2) ?? [];
    return node.$ref ? (components[kind]?.[name] as T) : node;
  };

  function operationOf(address: string, spec: OperationObject): PublishedOperation {
    const parameters = (spec.parameters ?? [])
      .map(resolved)
      .map(
        ({ in: place, name, required = false, schema = {} }) =>
          [`${place} ${name}`, { required, schema: shapeOf(schema) }] as const,
      );
    const { required = false, content } = spec.requestBody ?? {};
    const answers = Object.entries(spec.responses ?? {}).filter(([status]) => Number(status) < 400);
    return {
      address,
      public: spec.security?.length === 0,
      parameters: Object.fromEntries(parameters),
      ...(content && { request: { required, content: contentOf(content) } }),
      answers: mapValues(mapValues(Object.fromEntries(answers), resolved), (answer) => ({
        headers: Object.keys(answer.headers ?? {}).toSorted(),
        content: contentOf(answer.content),
      })),
    };
  }

  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, spec]) => [spec.operationId, operationOf(`${method.toUpperCase()} ${path}`, spec)] as const,
    ),
  );
  const schemas = mapValues(components.schemas ?? {}, shapeOf);
  return { operations: Object.fromEntries(operations), error: { $ref: '#/components/schemas/Error' }, schemas };
}
