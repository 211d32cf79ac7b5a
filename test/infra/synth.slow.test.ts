import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { stages } from '../../shared/manifest/stages.ts';
import { run } from './run.ts';

it.each(stages)('npm run synth makes %s in a folder of its own', (stage) => {
  const { status, stdout, stderr } = run('node', 'infra/synth.ts', '--stage', stage);
  expect(status, stderr).toBe(0);
  expect(stdout).toContain(`Synthesized ${stage} into cdk.out/${stage}`);
  expect(existsSync(`cdk.out/${stage}/MontuData-${stage}.template.json`)).toBe(true);
});
