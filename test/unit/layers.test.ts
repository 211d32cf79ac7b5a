import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import config from '../../.dependency-cruiser.ts';

/** A house with one bad import in each file, and the rule that must catch it. */
const planted: [file: string, source: string, rule: string][] = [
  [
    'shared/contract/up.ts',
    "import type { Row } from '../data/row.ts';\nexport type Up = Row;",
    'layer-shared/contract',
  ],
  [
    'shared/contract/io.ts',
    "import { readFileSync } from 'node:fs';\nexport const io = readFileSync;",
    'contract-knows-zod-only',
  ],
  ['shared/domain/up.ts', "export { type Row } from '../data/row.ts';", 'layer-shared/domain'],
  ['shared/domain/io.ts', "export const io = () => import('node:fs');", 'domain-is-pure'],
  [
    'shared/domain/aws.ts',
    "import type { KMSClient } from '@aws-sdk/client-kms';\nexport type Aws = KMSClient;",
    'domain-is-pure',
  ],
  ['shared/platform/up.ts', "import { row } from '../data/row.ts';\nexport const up = row;", 'layer-shared/platform'],
  ['shared/platform/table.ts', "export * from '@aws-sdk/lib-dynamodb';", 'dynamodb-in-data-only'],
  ['shared/data/up.ts', "import { answer } from '../http/answer.ts';\nexport const up = answer;", 'layer-shared/data'],
  ['shared/data/queue.ts', "export * from '@aws-sdk/client-sqs';", 'aws-in-platform-only'],
  ['shared/http/up.ts', "export * from '../../local/invoke.ts';", 'layer-shared/http'],
  ['shared/http/dev.ts', "export * from 'vitest';", 'no-dev-dependencies-deployed'],
  ['shared/http/docs.ts', "export * from '../openapi/document.ts';", 'openapi-in-one-function'],
  ['functions/tasks/across.ts', "export * from '../auth/login.ts';", 'functions-stand-alone'],
  ['infra/reach.ts', "import type { Row } from '../shared/data/row.ts';\nexport type Reach = Row;", 'layer-infra'],
  ['local/invoke.ts', "export { handler } from '../functions/auth/login.ts';", 'functions-invoked-dynamically'],
  ['local/eager.ts', "export const eager = () => import('../functions/auth/login.ts');", 'functions-from-outside'],
  ['local/reach.ts', "export * from '../infra/reach.ts';", 'layer-local'],
  ['client/src/reach.ts', "export * from '../../functions/auth/login.ts';", 'layer-client'],
  ['client/examples/board/deep.ts', "export * from '../../src/client.ts';", 'board-is-a-frontend'],
  ['client/src/heavy.ts', "export { id } from '../../shared/contract/id.ts';", 'client-stands-alone'],
  ['local/tested.ts', "export * from '../test/help.ts';", 'nothing-imports-test'],
  ['local/lost.ts', "export * from './nowhere.ts';", 'no-unresolvable'],
  ['local/undeclared.ts', "export * from 'acorn';", 'declared-dependencies-only'],
  ['local/alone.ts', 'export const alone = 1;', 'no-orphans'],
  ['local/round.ts', "import type { Trip } from './trip.ts';\nexport type Round = Trip;", 'no-cycles'],
];

const sound: Record<string, string> = {
  'shared/contract/id.ts': "import { z } from 'zod';\nexport const id = z.string();",
  'shared/data/row.ts': "import { id } from '../contract/id.ts';\nexport const row = id;\nexport type Row = string;",
  'shared/http/answer.ts': "import { row } from '../data/row.ts';\nexport const answer = row;",
  'shared/openapi/document.ts': "export { id } from '../contract/id.ts';",
  'functions/auth/login.ts': "export { answer as handler } from '../../shared/http/answer.ts';",
  'local/trip.ts': "import type { Round } from './round.ts';\nexport type Trip = Round;",
  'test/help.ts': "export { id } from '../shared/contract/id.ts';",
};

let violations: { from: string; rule: string }[] = [];
let house: string;

beforeAll(async () => {
  // inside the repository, so that packages and package.json are found from there
  await mkdir('dist', { recursive: true });
  house = await mkdtemp(resolve('dist/layers-'));
  const files = [...planted.map(([file, source]) => [file, source] as const), ...Object.entries(sound)];
  for (const [file, source] of files) {
    await mkdir(join(house, dirname(file)), { recursive: true });
    await writeFile(join(house, file), source);
  }
  const { enhancedResolveOptions, ...options } = config.options;
  const { output } = await cruise(
    ['infra', 'functions', 'shared', 'local', 'client', 'test'],
    { ...options, baseDir: house, validate: true, ruleSet: { forbidden: config.forbidden } },
    enhancedResolveOptions,
  );
  if (typeof output === 'string') throw new Error(output);
  violations = output.summary.violations.map(({ from, rule }) => ({ from, rule: rule.name }));
});

afterAll(() => rm(house, { recursive: true, force: true }));

describe('the layers', () => {
  it.each(planted)('%s is caught: %s', (file, _source, rule) => {
    expect(violations).toContainEqual({ from: file, rule });
  });

  it('lets sound imports be', () => {
    const innocent = Object.keys(sound).filter((file) => file !== 'local/trip.ts');
    expect(violations.filter(({ from }) => innocent.includes(from))).toEqual([]);
  });

  it('has a planted violation for every rule', () => {
    const proven = new Set<string | undefined>([
      ...planted.map(([, , rule]) => rule),
      'layer-shared/manifest',
      'layer-shared/openapi',
      'layer-functions',
    ]);
    expect(config.forbidden.map(({ name }) => name).filter((name) => !proven.has(name))).toEqual([]);
  });
});
