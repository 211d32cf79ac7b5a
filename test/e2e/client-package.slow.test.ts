import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildClient } from '../../local/client/build.ts';
import { stack } from './support/stack.ts';
import { newStudio, password } from './support/studio.ts';

const run = promisify(execFile);
const program = `
import { createClient, NotFoundError, type Task } from '@montu/client';

const [baseUrl = '', username = '', password = '', studio = ''] = process.argv.slice(2);
const client = createClient({ baseUrl });
await client.session.signIn({ username, password, studio });
const task: Task = await client.tasks.create({ projectId: 'SHOW', shot: 'SH0010', task: 'comp' });
const error = await client.tasks.get('nowhere').catch((refused: unknown) => refused);
console.log(task.shot, error instanceof NotFoundError);
`;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'montu-client-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('is packed, installed without a registry, and used from plain TypeScript and Node', async () => {
  const built = join(folder, 'built');
  await buildClient(built);
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: built });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'page', private: true, type: 'module' }));
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${filename}`], { cwd: folder });

  await writeFile(join(folder, 'page.ts'), `declare const process: { argv: string[] };\n${program}`);
  const options = [
    '--strict',
    '--noEmit',
    '--target',
    'es2024',
    '--lib',
    'es2024,dom',
    '--module',
    'nodenext',
    '--types',
    '',
  ];
  const tsc = resolve('node_modules/typescript/bin/tsc');
  await run(process.execPath, [tsc, ...options, 'page.ts'], { cwd: folder });

  const studio = await newStudio();
  await studio.project('SHOW');
  const { url } = await stack();
  await writeFile(join(folder, 'page.ts'), program);
  const answer = await run(process.execPath, ['page.ts', url, studio.admin.username, password, studio.name], {
    cwd: folder,
  });
  expect(answer.stdout.trim()).toBe('SH0010 true');
});
