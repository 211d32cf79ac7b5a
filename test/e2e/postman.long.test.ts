import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { stack } from './support/stack.ts';
import { newStudio, password } from './support/studio.ts';

it('newman runs the Postman collection, and every assertion holds', async () => {
  const { url: baseUrl } = await stack();
  const studio = await newStudio();
  const { username } = studio.admin;
  const [artist, client] = [await studio.person('artist'), await studio.person('client')];
  await Promise.all([studio.project('ONE'), studio.project('TWO')]);
  await expect
    .poll(async () => (await studio.admin.api('GET', '/projects')).body.data, { timeout: 20_000 })
    .toHaveLength(2);
  const variables = { baseUrl, username, password, studio: studio.name };
  const named = { ...variables, artist: artist.username, client: client.username };
  const options = Object.entries(named).flatMap(([name, value]) => ['--env-var', `${name}=${value}`]);
  const failures = await promisify(execFile)(
    'npm',
    ['run', '--silent', 'postman', '--', ...options, '--color', 'off', '--reporter-cli-no-success-assertions'],
    { maxBuffer: 10_000_000 },
  ).then(
    () => '',
    ({ stdout, message }: { stdout?: string; message: string }) => (stdout || message).replace(/^.*# +failure/s, ''),
  );
  expect(failures).toBe('');
});
