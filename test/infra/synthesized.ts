import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll } from 'vitest';
import { allFunctions } from '../../infra/catalogue.ts';
import { settingsOf } from '../../infra/config.ts';
import { type Built, defineMontu } from '../../infra/montu.ts';
import type { Stage } from '../../shared/manifest/stages.ts';

export interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
  DeletionPolicy?: string;
}

const folder = mkdtempSync(join(tmpdir(), 'montu-infra-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Folders of functions and docs with next to nothing in them: what is in a bundle is not what these tests are about. */
function emptyBundles() {
  const built = { bundles: join(folder, 'functions'), docs: join(folder, 'docs') };
  for (const { id } of allFunctions) {
    mkdirSync(join(built.bundles, id), { recursive: true });
    writeFileSync(join(built.bundles, id, 'index.mjs'), `export const handler = () => '${id}';`);
  }
  mkdirSync(built.docs, { recursive: true });
  writeFileSync(join(built.docs, 'index.html'), '<title>Docs</title>');
  return built;
}

/** The app of a stage as `cdk` would make it, before it is synthesized. */
export function appOf(stage: Stage, built: Partial<Built> = {}): App {
  const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));
  const app = new App({ autoSynth: false, outdir: mkdtempSync(join(folder, 'out-')), context });
  defineMontu(app, settingsOf(stage), { ...emptyBundles(), ...built });
  return app;
}

/** The templates of a stage by the name of their stack without the stage: `MontuData`. */
export function templatesOf(app: App): Map<string, Template> {
  const stacks = app.node.children.filter((child) => Stack.isStack(child));
  return new Map(stacks.map((stack) => [stack.stackName.replace(/-\w+$/, ''), Template.fromStack(stack)]));
}

/** The resources of a template, by logical id. */
export const resourcesOf = (template: Template): [string, Resource][] => Object.entries(template.toJSON().Resources);
