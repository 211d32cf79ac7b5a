import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { settingsOf } from './config.ts';

/** `npm run synth -- --stage dev`: what `cdk synth` does, into a folder of the stage's own. */
const { values } = parseArgs({ options: { stage: { type: 'string' } } });
try {
  const { stage } = settingsOf(values.stage);
  const folder = `cdk.out/${stage}`;
  const { status } = spawnSync('cdk', ['synth', '--quiet', '-c', `stage=${stage}`, '--output', folder], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: 'inherit',
  });
  if (status === 0) process.stdout.write(`Synthesized ${stage} into ${folder}\n`);
  process.exitCode = status ?? 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
