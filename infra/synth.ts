import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { settingsOf } from './config.ts';

function stageOf(args: string[]): string | undefined {
  try {
    return parseArgs({ args, options: { stage: { type: 'string' } } }).values.stage;
  } catch (error) {
    throw new Error(`${(error as Error).message} (npm run synth -- --stage dev)`);
  }
}

/** `npm run synth -- --stage dev`: what `cdk synth` does, into a folder of the stage's own. */
try {
  const { stage } = settingsOf(stageOf(process.argv.slice(2)));
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
