/** What of JSON Schema the description of the API uses. */
export interface JsonSchema {
  $ref?: string;
  type?: string | readonly string[];
  enum?: readonly unknown[];
  const?: unknown;
  anyOf?: readonly JsonSchema[];
  oneOf?: readonly JsonSchema[];
  allOf?: readonly JsonSchema[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: readonly string[];
  additionalProperties?: boolean | JsonSchema;
  propertyNames?: JsonSchema;
  description?: string;
}

/** Whether a type is of what clients send: arrays may then be readonly, and what is optional be undefined. */
export type Direction = 'sent' | 'got';

const primitives: Record<string, string> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  null: 'null',
};

const literal = (value: unknown) =>
  typeof value === 'string' ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'` : JSON.stringify(value);

const union = (types: readonly string[]) => [...new Set(types)].join(' | ');

const nameOf = (ref: string) => ref.slice(ref.lastIndexOf('/') + 1);

/** A doc comment on a line of its own, if there is anything to say. */
export function comment(text: string | undefined, indent: string): string {
  return text ? `${indent}/** ${text.replaceAll('*/', '*\\/').replaceAll('\n', ' ')} */\n` : '';
}

/** The TypeScript type of a schema. */
export function typeOf(schema: JsonSchema, direction: Direction, indent = ''): string {
  const own = (inner: JsonSchema) => typeOf(inner, direction, indent);
  if (schema.$ref) return nameOf(schema.$ref);
  if (schema.enum) return union(schema.enum.map(literal));
  if (schema.const !== undefined) return literal(schema.const);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return union(choices.map(own));
  if (schema.allOf) return schema.allOf.map(own).join(' & ');
  if (Array.isArray(schema.type)) return union(schema.type.map((type: string) => own({ ...schema, type })));
  if (schema.type === 'array') return arrayOf(own(schema.items ?? {}), direction);
  if (schema.type === 'object') return objectOf(schema, direction, indent);
  return primitives[String(schema.type)] ?? 'unknown';
}

function arrayOf(item: string, direction: Direction): string {
  const element = /[|&]/.test(item) ? `(${item})` : item;
  return direction === 'sent' ? `readonly ${element}[]` : `${element}[]`;
}

/** The members of an object in braces, or a record where they have no names. */
export function objectOf(schema: JsonSchema, direction: Direction, indent = ''): string {
  const { properties = {}, required = [], additionalProperties } = schema;
  const deeper = `${indent}  `;
  const members = Object.entries(properties).map(([name, member]) => {
    const isRequired = required.includes(name);
    const type = typeOf(member, direction, deeper) + (direction === 'sent' && !isRequired ? ' | undefined' : '');
    return `${comment(member.description, deeper)}${deeper}${keyOf(name)}${isRequired ? '' : '?'}: ${type};\n`;
  });
  const others = typeof additionalProperties === 'object' ? typeOf(additionalProperties, direction, deeper) : 'unknown';
  const isClosed = additionalProperties === undefined || additionalProperties === false;
  if (members.length > 0 && isClosed)
    return `{
${members.join('')}${indent}}`;
  if (additionalProperties === false) return 'Record<string, never>';
  return `{
${members.join('')}${deeper}[name: string]: ${others};
${indent}}`;
}

const keyOf = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name));
