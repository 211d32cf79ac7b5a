import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { run } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'montu-cdk-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('cdk synth makes the stacks of a stage, of the functions that are there', () => {
  const { status, stderr } = run('cdk', 'synth', '--quiet', '-c', 'stage=prod', '--output', folder);
  expect(status, stderr).toBe(0);
  for (const stack of ['Data', 'Gateway', 'Edge', 'Realtime', 'Tasks', 'Alarms']) {
    expect(existsSync(join(folder, `Montu${stack}-prod.template.json`)), stack).toBe(true);
  }
});

it('cdk synth without a stage is one sentence', () => {
  const { status, stderr } = run('cdk', 'synth', '--output', join(folder, 'none'));
  expect(status).not.toBe(0);
  expect(stderr).toContain('No stage was given: choose dev, staging or prod.');
  expect(stderr).not.toMatch(/\n\s+at /);
});

it('npm run synth makes a stage in a folder of its own', () => {
  const { status, stdout, stderr } = run('node', 'infra/synth.ts', '--stage', 'staging');
  expect(status, stderr).toBe(0);
  expect(stdout).toContain('Synthesized staging into cdk.out/staging');
  expect(existsSync('cdk.out/staging/MontuData-staging.template.json')).toBe(true);
});

it.each([
  [['--stage', 'qa'], 'There is no stage "qa": choose dev, staging or prod.\n'],
  [['--stge', 'dev'], expect.stringMatching(/^Unknown option '--stge'.* \(npm run synth -- --stage dev\)\n$/)],
])('npm run synth %j is one sentence too', (args, sentence) => {
  const { status, stderr } = run('node', 'infra/synth.ts', ...args);
  expect(status).toBe(1);
  expect(stderr).toEqual(sentence);
});
