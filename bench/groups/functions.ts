import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { bundleFunctions } from '../../infra/bundle.ts';
import { allFunctions, type Deployed } from '../../infra/catalogue.ts';
import { median } from '../load/statistics.ts';

export interface FunctionFigures {
  id: string;
  /** Minified, as deployed. */
  bytes: number;
  gzipBytes: number;
  /** From the import to the handler. */
  loadMs: number;
  /** A fresh process from its start to its end, beside one with an empty handler. */
  processMs: number;
  ratio: number;
}

const projectFolder = fileURLToPath(new URL('../..', import.meta.url));

const empty = {
  id: 'emptyHandler',
  domain: 'system',
  summary: 'Does nothing',
  readsTable: false,
  uses: [],
  timeoutSeconds: 1,
} as const;

/** A fresh process: how long the import takes, and how long all of it. */
async function loadOnce(bundle: string): Promise<{ loadMs: number; processMs: number }> {
  const script = `const started = performance.now();
    const { handler } = await import(${JSON.stringify(pathToFileURL(bundle).href)});
    console.log(performance.now() - started);
    process.exit(typeof handler === 'function' ? 0 : 1);`;
  const started = performance.now();
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // what the SDK must know when it is loaded
    env: { ...process.env, AWS_REGION: 'eu-central-1' },
  });
  let told = '';
  child.stdout.on('data', (chunk: Buffer) => {
    told += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${bundle} cannot be loaded`);
  return { loadMs: Number(told), processMs: performance.now() - started };
}

async function bundleInto(folder: string): Promise<string[]> {
  const file = 'empty-handler.ts';
  await writeFile(join(folder, file), 'export const handler = async () => ({ statusCode: 204 });\n');
  await bundleFunctions([{ ...empty, file } satisfies Deployed], folder, join(folder, 'empty'));
  await bundleFunctions(allFunctions, projectFolder, join(folder, 'functions'));
  return [join(folder, 'empty', empty.id), ...allFunctions.map(({ id }) => join(folder, 'functions', id))].map((each) =>
    join(each, 'index.mjs'),
  );
}

/** Sizes and loading times of the functions as they are deployed; the empty handler is the first. */
export async function measureFunctions(repetitions: number): Promise<FunctionFigures[]> {
  const folder = await mkdtemp(join(tmpdir(), 'montu-bench-'));
  try {
    const bundles = await bundleInto(folder);
    const loads = bundles.map((): Awaited<ReturnType<typeof loadOnce>>[] => []);
    // one of each after the other, so that all of them meet the same moods of the machine
    for (let round = 0; round < repetitions; round += 1) {
      for (const [index, bundle] of bundles.entries()) loads[index]?.push(await loadOnce(bundle));
    }
    const processes = loads.map((each) => median(each.map(({ processMs }) => processMs)));
    return await Promise.all(
      bundles.map(async (bundle, index) => {
        const code = await readFile(bundle);
        const processMs = processes[index] as number;
        return {
          id: [empty, ...allFunctions][index]?.id as string,
          ...{ bytes: code.length, gzipBytes: gzipSync(code).length, processMs },
          loadMs: median((loads[index] ?? []).map(({ loadMs }) => loadMs)),
          ratio: processMs / (processes[0] as number),
        };
      }),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}
