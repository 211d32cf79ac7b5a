import { allOperations } from '../../shared/contract/index.ts';
import { isConditional, type Operation, routePath, takesIdempotencyKey } from '../../shared/contract/operation.ts';
import { openapiDocument } from '../../shared/openapi/document.ts';
import { comment, type JsonSchema, objectOf, typeOf } from './json-schema-types.ts';
import { methodOf, namespaceOf } from './method-names.ts';

interface Described {
  parameters?: { in: string; name: string; required?: boolean; schema: JsonSchema }[];
  requestBody?: { content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, { content?: Record<string, { schema: JsonSchema }> }>;
}

/** Options of a call itself, which no query parameter may be named like. */
const reserved = ['ifMatch', 'signal', 'timeoutMs', 'idempotencyKey'];

const header = '// Made from the contract by `npm run client:generate`.\n';
const capital = (id: string) => id.charAt(0).toUpperCase() + id.slice(1);

const document = () =>
  JSON.parse(JSON.stringify(openapiDocument(''))) as unknown as {
    paths: Record<string, Record<string, Described>>;
    components: { schemas: Record<string, JsonSchema> };
  };

/** The operations by namespace and method. @throws Error for two of one name */
function byNamespace(): Map<string, Map<string, Operation>> {
  const namespaces = new Map<string, Map<string, Operation>>();
  for (const spec of allOperations) {
    const methods = namespaces.get(namespaceOf(spec)) ?? new Map<string, Operation>();
    const other = methods.get(methodOf(spec));
    if (other) throw new Error(`${spec.id} and ${other.id} would both be ${namespaceOf(spec)}.${methodOf(spec)}`);
    namespaces.set(namespaceOf(spec), methods.set(methodOf(spec), spec));
  }
  return namespaces;
}

const flagsOf = (spec: Operation) =>
  [takesIdempotencyKey(spec) && 'key', spec.access === 'public' && 'public', spec.bodyType].filter(
    (flag) => typeof flag === 'string',
  );

/** The table that calls are made from: method, address, kind of answer, and what else is to be known. */
export function renderOperations(): string {
  const namespaces = [...byNamespace()].map(([namespace, methods]) => {
    const rows = [...methods].map(([method, spec]) => {
      const hasBody = spec.body ? ['body'] : [];
      const row = [spec.method, routePath(spec), spec.answer.kind, ...hasBody, ...flagsOf(spec)];
      return `    ${method}: '${row.join(' ')}',\n`;
    });
    return `  ${namespace}: {\n${rows.join('')}  },\n`;
  });
  return `${header}\n/** Of each operation: method, path, kind of answer, and \`body\`, \`key\`, \`public\` or a media type. */\nexport const operations = {\n${namespaces.join('')}} as const;\n`;
}

/** A schema under a name. @param use said of it where it says nothing itself */
function declared(name: string, schema: JsonSchema, direction: 'sent' | 'got', use: string): string {
  const about = comment(schema.description ?? use, '');
  const isInterface = schema.type === 'object' && Object.keys(schema.properties ?? {}).length > 0;
  return isInterface
    ? `${about}export interface ${name} ${objectOf(schema, direction)}\n`
    : `${about}export type ${name} = ${typeOf(schema, direction)};\n`;
}

function queryOf(spec: Operation, { parameters = [] }: Described): string {
  const query = parameters.filter((parameter) => parameter.in === 'query');
  const clash = query.find(({ name }) => reserved.includes(name));
  if (clash) throw new Error(`${spec.id} has a query parameter "${clash.name}", which is an option of calls`);
  if (query.length === 0) return '';
  const properties = Object.fromEntries(query.map(({ name, schema }) => [name, schema]));
  const required = query.filter((parameter) => parameter.required).map(({ name }) => name);
  const about = comment(`The query of ${callOf(spec)}.`, '');
  return `${about}export interface ${capital(spec.id)}Query ${objectOf({ properties, required }, 'sent')}\n`;
}

/** What a call gives: the data of an item, a list of its items, a text, or nothing. */
function resultOf({ answer }: Operation, { responses }: Described): string {
  if (answer.kind === 'empty') return 'Promise<void>';
  if (answer.kind === 'file') return 'Promise<FilePart>';
  const body = responses[answer.status]?.content?.['application/json']?.schema ?? {};
  if (answer.kind === 'bare') return `Promise<${typeOf(body, 'got')}>`;
  const data = body.properties?.data ?? {};
  return answer.kind === 'list'
    ? `List<${typeOf(data.items ?? {}, 'got', '    ')}>`
    : `Promise<${typeOf(data, 'got', '    ')}>`;
}

function signature(method: string, spec: Operation, described: Described): string {
  const params = [...spec.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `${name}: string`);
  const query = described.parameters?.filter((parameter) => parameter.in === 'query') ?? [];
  const body = spec.body ? [`body: ${capital(spec.id)}Request`] : [];
  const call = isConditional(spec) ? 'ChangeOptions' : 'CallOptions';
  const options = query.length > 0 ? `${capital(spec.id)}Query & ${call}` : call;
  const isRequired = query.some(({ required }) => required);
  const args = [...params, ...body, `options${isRequired ? '' : '?'}: ${options}`].join(', ');
  const result = resultOf(spec, described);
  const all = [
    ...(query.some(({ name }) => name === 'fields') ? selections(options, result) : []),
    `(${args}): ${result}`,
  ];
  return comment(spec.summary, '    ') + all.map((one) => `    ${method}${one};\n`).join('');
}

/** A list gives whole entities unless its query names fields, and then just these. */
function selections(options: string, result: string): string[] {
  const entity = /^List<(\w+)Row>$/.exec(result)?.[1];
  if (!entity) throw new Error(`Of ${result} it is not known what it gives without \`fields\``);
  return [
    `(options?: ${options} & { fields?: undefined }): List<${entity}>`,
    `<F extends keyof ${entity}>(options: ${options} & { fields: readonly F[] }): List<Pick<${entity}, F | 'id'>>`,
  ];
}

const describedIn = ({ paths }: ReturnType<typeof document>, spec: Operation) =>
  paths[routePath(spec)]?.[spec.method.toLowerCase()] as Described;

const callOf = (spec: Operation) => `\`${namespaceOf(spec)}.${methodOf(spec)}\``;

const listed = (names: readonly string[]) =>
  names.length > 3 ? `${names.slice(0, 3).join(', ')} and others` : names.join(', ');

/** Where a schema is met: in which calls, or else in what other schemas. */
function useOf(name: string, described: ReturnType<typeof document>): string {
  const refers = (part: unknown) => JSON.stringify(part ?? null).includes(`"#/components/schemas/${name}"`);
  const sent = allOperations.filter((spec) => refers(describedIn(described, spec).requestBody));
  if (sent.length > 0) return `What ${listed(sent.map(callOf))} ${sent.length > 1 ? 'take' : 'takes'}.`;
  const schemas = Object.entries(described.components.schemas);
  const within = schemas.filter(([other, schema]) => other !== name && refers(schema)).map(([other]) => `\`${other}\``);
  const got = allOperations.filter((spec) => refers(describedIn(described, spec).responses[spec.answer.status]));
  // what every answer has tells nothing of calls
  const isOfAll = got.length > allOperations.length / 4;
  if (got.length > 0 && !isOfAll) return `What ${listed(got.map(callOf))} ${got.length > 1 ? 'give' : 'gives'}.`;
  return within.length > 0 ? `A part of ${listed(within)}.` : 'A part of every answer.';
}

/** The types of what goes in and out, without any dependency. */
export function renderTypes(): string {
  const described = document();
  const schemas = Object.entries(described.components.schemas).map(([name, schema]) =>
    declared(name, schema, name.endsWith('Request') ? 'sent' : 'got', useOf(name, described)),
  );
  const queries = allOperations.map((spec) => queryOf(spec, describedIn(described, spec))).filter(Boolean);
  return [header, ...schemas, ...queries].join('\n');
}

/** The methods of every operation. */
export function renderApi(): string {
  const described = document();
  const namespaces = [...byNamespace()].map(([namespace, methods]) => {
    const signatures = [...methods].map(([method, spec]) => signature(method, spec, describedIn(described, spec)));
    return `  ${namespace}: {\n${signatures.join('')}  };\n`;
  });
  const api = `/** Every operation of the API, by resource. */\nexport interface MontuApi {\n${namespaces.join('')}}\n`;
  const named = [...Object.keys(described.components.schemas), ...queryNames(api)];
  const used = named.filter((name) => new RegExp(`\\b${name}\\b`).test(api));
  const imports = [
    importOf(['CallOptions', 'ChangeOptions', 'FilePart', 'List'], '../call-types.ts'),
    importOf([...new Set(used)].sort(), './types.ts'),
  ];
  return [header + imports.join(''), api].join('\n');
}

const queryNames = (api: string) => api.match(/\b[A-Z]\w*Query\b/g) ?? [];

const importOf = (names: readonly string[], from: string) =>
  `import type {\n${names.map((name) => `  ${name},\n`).join('')}} from '${from}';\n`;
