import { errorTable } from '../../shared/contract/errors.ts';
import { allOperations, operations } from '../../shared/contract/index.ts';
import { type Operation, routePath } from '../../shared/contract/operation.ts';
import { tags } from '../../shared/openapi/introduction.ts';
import { errorsOf } from '../../shared/openapi/responses.ts';
import { demoPassword, usualUrl } from '../this-machine.ts';
import { folders, lastFolders } from './folders.ts';
import { sampleBody } from './samples.ts';
import { check, type Folder, type Scenario } from './scenario.ts';

/** Postman's Collection Format 2.1.0, as far as it is used here. */
interface Item {
  name: string;
  description?: string;
  event?: { listen: 'test' | 'prerequest'; script: { type: 'text/javascript'; exec: string[] } }[];
  request: object;
}

const script = (listen: 'test' | 'prerequest', exec: readonly string[]) => ({
  listen,
  script: { type: 'text/javascript' as const, exec: [...exec] },
});

/** `/api/v1/tasks/{taskId}` → `/api/v1/tasks/{{taskId}}`, with what a scenario says in place of variables. */
function addressOf(spec: Operation, { params = {}, query = {} }: Pick<Scenario, 'params' | 'query'>) {
  const path = routePath(spec).replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? `{{${name}}}`);
  const pairs = Object.entries(query).map(([key, value]) => ({ key, value }));
  const search = pairs.map(({ key, value }) => `${key}=${value}`).join('&');
  return {
    raw: `{{baseUrl}}${path}${search && `?${search}`}`,
    host: ['{{baseUrl}}'],
    path: path.slice(1).split('/'),
    ...(pairs.length > 0 && { query: pairs }),
  };
}

function authOf({ access }: Operation, token: Scenario['token']) {
  if (token === 'none' || (access === 'public' && !token)) return { auth: { type: 'noauth' } };
  if (!token) return {};
  return { auth: { type: 'bearer', bearer: [{ key: 'token', value: token, type: 'string' }] } };
}

function bodyOf({ bodyType }: Operation, body: Scenario['body']) {
  if (body === undefined) return { header: [] };
  const raw = typeof body === 'string' ? body : JSON.stringify(body, null, 2);
  const options = bodyType ? {} : { options: { raw: { language: 'json' } } };
  return {
    header: [{ key: 'Content-Type', value: bodyType ?? 'application/json' }],
    body: { mode: 'raw', raw, ...options },
  };
}

function requestOf(spec: Operation, scenario: Omit<Scenario, 'operation' | 'name' | 'status'>) {
  const { header, ...body } = bodyOf(spec, scenario.body);
  const headers = Object.entries(scenario.headers ?? {}).map(([key, value]) => ({ key, value }));
  const names = new Set(headers.map(({ key }) => key.toLowerCase()));
  return {
    method: spec.method,
    header: [...header.filter(({ key }) => !names.has(key.toLowerCase())), ...headers],
    ...body,
    url: addressOf(spec, scenario),
    ...authOf(spec, scenario.token),
    description: [spec.summary, scenario.description ?? spec.description].filter(Boolean).join('\n\n'),
  };
}

/** What must be so of the answer to an operation, whoever asks. */
function shapeOf({ answer }: Operation): string[] {
  if (answer.kind === 'item') return [check('has data', "pm.expect(body).to.include.keys('data', 'meta')")];
  if (answer.kind === 'list')
    return [check('is a page', "pm.expect(body).to.include.keys('data', 'meta', 'pagination')")];
  return [];
}

const parsed = "const body = pm.response.text().startsWith('{') ? pm.response.json() : undefined;";

/** Ends the script, and has the request sent once more. */
const again = (status: number) => [
  "const sent = Number(pm.variables.get('sent') ?? 0) + 1;",
  "pm.variables.set('sent', sent);",
  `if (pm.response.code === ${status} && sent < 30) return pm.execution.setNextRequest(pm.info.requestId);`,
];

function scenarioItem(scenario: Scenario): Item {
  const spec: Operation = operations[scenario.operation];
  const { name, status, code, before, repeatWhile, after = [] } = scenario;
  const tests = [
    parsed,
    ...(repeatWhile ? again(repeatWhile) : []),
    check(`answers ${status}`, `pm.response.to.have.status(${status})`),
    ...(code ? [check(`says ${code}`, `pm.expect(body.error.code).to.eql('${code}')`)] : []),
    ...(status < 300 ? shapeOf(spec) : []),
    ...after,
  ];
  return {
    name,
    event: [...(before ? [script('prerequest', before)] : []), script('test', tests)],
    request: requestOf(spec, scenario),
  };
}

/** An operation that no scenario is about: it answers as the contract says, whatever the variables hold. */
function plainItem(spec: Operation): Item {
  const declared = [
    spec.answer.status,
    ...new Set(
      errorsOf(spec)
        .map((code) => errorTable[code].status as number)
        .filter((status) => status < 500),
    ),
  ];
  const tests = [
    parsed,
    check('answers as declared', `pm.expect(pm.response.code).to.be.oneOf(${JSON.stringify(declared)})`),
    'if (pm.response.code < 300) {',
    ...shapeOf(spec).map((line) => `  ${line}`),
    '}',
  ];
  const body = sampleBody(spec);
  return {
    name: spec.id,
    event: [script('test', tests)],
    request: requestOf(spec, body === undefined ? {} : { body }),
  };
}

const folderItem = ({ name, description, scenarios }: Folder) => ({
  name,
  description,
  item: scenarios.map(scenarioItem),
});

/** Runs after every request. */
const always = [
  "pm.test('names the request', () => pm.expect(pm.response.headers.get('X-Request-Id')).to.be.a('string'));",
  "pm.test('is no failure of the server', () => pm.expect(pm.response.code).to.be.below(500));",
  'if (pm.response.code >= 400) {',
  "  pm.test('is an error as every error is', () =>",
  "    pm.expect(pm.response.json().error).to.include.keys('code', 'message', 'details', 'requestId', 'timestamp', 'docUrl'));",
  '}',
];

/** The Postman collection of the API: scenarios by hand, and a request for every operation that none is about. */
export function postmanCollection(): object {
  const told = new Set<string>(
    [...folders, ...lastFolders].flatMap(({ scenarios }) => scenarios.map(({ operation }) => operation)),
  );
  const rest = tags
    .map(({ name, description }) => ({
      name: `More: ${name}`,
      description,
      item: allOperations.filter(({ id, domain }) => domain === name && !told.has(id)).map(plainItem),
    }))
    .filter(({ item }) => item.length > 0);
  return {
    info: {
      name: 'Montu Manager API',
      description:
        'Run the folders in their order: what one makes, later ones use. The variables are those of the local demo ' +
        'studio; `baseUrl`, `studio`, `username` and `password` are all that another stage needs.',
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{accessToken}}', type: 'string' }] },
    event: [script('test', always)],
    variable: [
      { key: 'baseUrl', value: usualUrl },
      { key: 'studio', value: 'demo' },
      { key: 'username', value: 'admin' },
      { key: 'artist', value: 'artist' },
      { key: 'client', value: 'client' },
      { key: 'password', value: demoPassword({}) },
    ],
    item: [...folders.map(folderItem), ...rest, ...lastFolders.map(folderItem)],
  };
}
