import type { DependencyType, IConfiguration, IForbiddenRuleType } from 'dependency-cruiser';

const inNpm = '(^|/)node_modules/';
const aws = `${inNpm}@aws-sdk/`;
const dynamodb = `${aws}(client-dynamodb|client-dynamodb-streams|lib-dynamodb|util-dynamodb)`;
/** What the client is made of: its own sources, and of this house only the rules of lists. */
const carriedByClient = [
  '^client/src/',
  '^shared/domain/(task-list|status-category)[.]ts$',
  '^shared/contract/(separated|unassigned)[.]ts$',
];
const npm: DependencyType[] = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'];

/** What a layer may import beside itself and packages. */
function layer(name: string, ...allowed: string[]): IForbiddenRuleType {
  return {
    name: `layer-${name}`,
    comment: `${name} may import only ${allowed.join(', ') || 'itself'}: arrows point down (functions → http → data → domain → contract)`,
    severity: 'error',
    from: { path: `^${name}/` },
    to: {
      path: '^(infra|functions|shared|local|client|test|bench|artillery)/',
      pathNot: [name, ...allowed].map((folder) => `^${folder}/`),
    },
  };
}

export default {
  forbidden: [
    layer('shared/contract'),
    layer('shared/manifest', 'shared/contract'),
    layer('shared/domain', 'shared/contract'),
    layer('shared/platform', 'shared/contract', 'shared/manifest'),
    layer('shared/data', 'shared/domain', 'shared/contract', 'shared/manifest', 'shared/platform'),
    layer('shared/http', 'shared/data', 'shared/domain', 'shared/contract', 'shared/manifest', 'shared/platform'),
    layer('shared/openapi', 'shared/domain', 'shared/contract'),
    layer('functions', 'shared'),
    layer('infra', 'shared/contract', 'shared/manifest'),
    layer('local', 'shared', 'functions'),
    layer('client', 'shared/contract', 'shared/domain'),
    {
      name: 'client-stands-alone',
      comment:
        'A client carries no packages, and of this house only the rules of lists and types: nor does what it carries',
      severity: 'error',
      from: { path: carriedByClient },
      to: {
        dependencyTypes: [...npm, 'core', 'local'],
        dependencyTypesNot: ['type-only'],
        pathNot: carriedByClient,
      },
    },
    {
      name: 'board-is-a-frontend',
      comment: 'The reference board has what any frontend has: the client, and Preact',
      severity: 'error',
      from: { path: '^client/examples/' },
      to: { pathNot: ['^client/examples/', '^client/src/index[.]ts$', `${inNpm}preact/`] },
    },
    {
      name: 'functions-stand-alone',
      comment: 'A function does not import the functions of another domain',
      severity: 'error',
      from: { path: '^functions/([^/]+)/' },
      to: { path: '^functions/', pathNot: '^functions/$1/' },
    },
    {
      name: 'functions-from-outside',
      comment: 'Only local/invoke.ts loads functions, and only by dynamic import, as Lambda does',
      severity: 'error',
      from: { path: '^(local|bench)/', pathNot: '^local/invoke[.]ts$' },
      to: { path: '^functions/' },
    },
    {
      name: 'functions-invoked-dynamically',
      severity: 'error',
      from: { path: '^local/invoke[.]ts$' },
      to: { path: '^functions/', dynamic: false },
    },
    {
      name: 'openapi-in-one-function',
      comment: 'The description of the API is not carried by functions that do not serve it',
      severity: 'error',
      from: { path: '^(functions|shared)/', pathNot: ['^functions/system/get-openapi[.]ts$', '^shared/openapi/'] },
      to: { path: '^shared/openapi/' },
    },
    {
      name: 'contract-knows-zod-only',
      severity: 'error',
      from: { path: '^shared/(contract|manifest)/' },
      to: { dependencyTypes: [...npm, 'core'], pathNot: `${inNpm}zod/` },
    },
    {
      name: 'domain-is-pure',
      comment: 'No I/O, no clock, no AWS: the rules run anywhere. Only packages that compute',
      severity: 'error',
      from: { path: '^shared/domain/' },
      to: {
        dependencyTypes: [...npm, 'core'],
        pathNot: [`${inNpm}(zod|csv-parse|fastest-levenshtein|re2js)/`, '^(node:)?util$'],
      },
    },
    {
      name: 'dynamodb-in-data-only',
      severity: 'error',
      from: { path: '^(functions|shared)/', pathNot: '^shared/data/' },
      to: { path: dynamodb },
    },
    {
      name: 'aws-in-platform-only',
      severity: 'error',
      from: { path: '^(functions|shared)/', pathNot: '^shared/platform/' },
      to: { path: aws, pathNot: dynamodb },
    },
    {
      name: 'nothing-imports-test',
      severity: 'error',
      from: { pathNot: ['^test/', '^vitest[.]config[.]ts$'] },
      to: { path: '^test/' },
    },
    {
      name: 'no-dev-dependencies-deployed',
      severity: 'error',
      from: { path: '^(functions|shared)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'declared-dependencies-only',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-unresolvable',
      comment: 'aws-lambda is the name of types without code',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^aws-lambda$' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^(infra|functions|shared|local)/' },
      to: {},
    },
  ],
  options: {
    // TypeScript 7 has no JavaScript API to parse with; swc sees type-only imports too
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|cdk[.]out|coverage)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js'],
    },
  },
} satisfies IConfiguration;
