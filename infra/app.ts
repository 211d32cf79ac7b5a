import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { bundleAll, bundleFolder } from './bundle.ts';
import { settingsOf } from './config.ts';
import { defineMontu } from './montu.ts';

try {
  const app = new App({ autoSynth: false });
  const settings = settingsOf(app.node.tryGetContext('stage'));
  await bundleAll();
  defineMontu(app, settings, {
    bundles: bundleFolder,
    docs: fileURLToPath(new URL('../dist/docs', import.meta.url)),
  });
  app.synth();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
