import { defineConfig } from 'vitest/config';

const slow = 'test/**/*.slow.test.ts';
const slowEndToEnd = 'test/e2e/*.slow.test.ts';
/** What takes too long for every build: real command lines, large amounts. */
const long = 'test/**/*.long.test.ts';
const withEngine = { globalSetup: ['test/support/engine.ts'], testTimeout: 20_000, hookTimeout: 60_000 };

const withTables = { ...withEngine, setupFiles: ['test/support/drop-tables.ts'] };

/** Against an engine whose indexes lag by up to two seconds: what is not there yet is not asked for all the time. */
const endToEnd = { ...withEngine, isolate: false, expect: { poll: { interval: 200 } } };

/** The tests of one folder; projects of different groups run one after the other. */
function project(name: string, groupOrder: number, options: object = {}) {
  return {
    extends: true as const,
    test: { name, include: [`test/${name}/**/*.test.ts`], exclude: [slow, long], sequence: { groupOrder }, ...options },
  };
}

export default defineConfig({
  test: {
    // by itself vitest leaves a core to watch with, and two cores would then run one file at a time
    maxWorkers: '100%',
    env: {
      // the SDK wants a region and keys even for an engine that checks neither
      ...{ AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
      // only what went wrong is worth a line among test results
      ...{ POWERTOOLS_LOG_LEVEL: 'ERROR', POWERTOOLS_METRICS_DISABLED: 'true' },
    },
    projects: [
      project('unit', 0),
      project('infra', 0, { testTimeout: 60_000, hookTimeout: 120_000 }),
      project('integration', 1, withTables),
      // without isolation: the first file of each worker starts a local stack, and the others use it
      project('e2e', 2, endToEnd),
      project('slow', 3, {
        ...{ ...withTables, testTimeout: 300_000 },
        ...{ include: [slow], exclude: [slowEndToEnd] },
      }),
      project('slow-e2e', 4, {
        ...{ ...endToEnd, testTimeout: 300_000, include: [slowEndToEnd], exclude: [] },
      }),
      project('long', 5, { ...withTables, testTimeout: 300_000, include: [long], exclude: [] }),
      project('types', 0, {
        include: [],
        typecheck: { enabled: true, only: true, include: ['test/**/*.test-d.ts'], ignoreSourceErrors: true },
      }),
    ],
    coverage: {
      provider: 'v8',
      include: ['shared/**/*.ts', 'functions/**/*.ts', 'client/src/**/*.ts', 'local/**/*.ts', 'infra/**/*.ts'],
      // commands: they run as processes of their own, which the slow tests start
      exclude: [
        'local/operator/**',
        'local/main.ts',
        'local/import/main.ts',
        'local/client/generate.ts',
        'infra/app.ts',
        'infra/synth.ts',
      ],
      reporter: ['text-summary', 'html', 'lcovonly'],
      reportsDirectory: 'coverage',
      autoAttachSubprocess: true,
      thresholds: { lines: 90, statements: 90, functions: 90 },
    },
  },
});
