import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import { allOperations } from '../../../shared/contract/index.ts';
import { type Operation, routePath } from '../../../shared/contract/operation.ts';
import { describedVersions } from '../../../shared/contract/versions/index.ts';
import type { ApiVersion } from '../../../shared/contract/versions/version.ts';
import { openapiDocument } from '../../../shared/openapi/document.ts';

interface Described {
  $ref?: string;
  content?: Record<string, object>;
}
interface Description {
  paths: Record<string, Record<string, { responses: Record<string, Described> }>>;
  components: { responses: Record<string, Described> };
}

const places = (spec: Operation) => routePath(spec).split('{').length;
/** What has a name of its own comes before what takes any, as `/tasks/export` before `/tasks/{taskId}`. */
const routes = describedVersions.flatMap((version) =>
  allOperations
    .toSorted((a, b) => places(a) - places(b))
    .map((operation) => ({
      operation,
      version,
      path: routePath(operation, version.name),
      pattern: new RegExp(`^${routePath(operation, version.name).replace(/\{\w+\}/g, '[^/?]+')}/?$`),
    })),
);

const ajv = new Ajv2020({ strict: false, validateSchema: false, allErrors: true });
addFormats.default(ajv);
const descriptions = new Map<ApiVersion, Description>();
const compiled = new Map<string, ValidateFunction>();

/** The description of a version as clients read it; the validator compiles of it what it is asked for. */
function described(version: ApiVersion): Description {
  const known = descriptions.get(version);
  if (known) return known;
  const description = JSON.parse(JSON.stringify(openapiDocument('https://api.montu.studio', version))) as Description;
  ajv.addSchema(description, version.name);
  descriptions.set(version, description);
  return description;
}

function validatorOf({ name }: ApiVersion, pointer: readonly string[]): ValidateFunction {
  const path = pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')));
  const $ref = `${name}#/${path.join('/')}`;
  const validate = compiled.get($ref) ?? ajv.compile({ $ref });
  compiled.set($ref, validate);
  return validate;
}

/** An answer as it came: `body` is what its media type says, an empty text where there was none. */
export interface Answered {
  status: number;
  headers: Headers;
  body: unknown;
}

/** What OpenAPI does not say of an answer; nothing where no operation has the address. */
export function unsaid(method: string, path: string, { status, headers, body }: Answered): string[] {
  const [bare = ''] = path.split('?');
  const route = routes.find(({ operation, pattern }) => operation.method === method && pattern.test(bare));
  if (!route) return [];
  const { operation, version } = route;
  const description = described(version);
  const address = [route.path, method.toLowerCase()] as const;
  const answers = description.paths[address[0]]?.[address[1]]?.responses ?? {};
  const direct = answers[status];
  if (!direct) return [`${operation.id} does not answer with ${status}`];
  const name = direct.$ref?.split('/').at(-1);
  const answer = name === undefined ? direct : description.components.responses[name];
  if (!answer?.content) return body === '' ? [] : [`${operation.id} has no body in ${status}`];

  const type = headers.get('content-type')?.split(';')[0] ?? '';
  if (!answer.content[type]) return [`${operation.id} does not answer with "${type}" in ${status}`];
  const place =
    name === undefined ? ['paths', ...address, 'responses', `${status}`] : ['components', 'responses', name];
  const validate = validatorOf(version, [...place, 'content', type, 'schema']);
  if (validate(body)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${operation.id} ${status} ${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

/** Fails with an answer that is not as OpenAPI tells: its status, media type and body. */
export function expectConforms(method: string, path: string, answered: Answered): void {
  expect(unsaid(method, path, answered)).toEqual([]);
}
