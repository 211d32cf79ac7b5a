import { expect, it } from 'vitest';
import { setUp } from './support/set-up.ts';
import { stack } from './support/stack.ts';
import { newStudio, type TestStudio } from './support/studio.ts';

const csv = { 'content-type': 'text/csv' };

let studio: TestStudio;
setUp(async () => {
  // how it meets conflicts and late indexes is the small test's to show
  await stack({ unkind: false });
  studio = await newStudio();
  await studio.project('BIG');
});

function shotList(count: number): string {
  const rows = Array.from(
    { length: count },
    (_, index) => `Ep01,sq${index % 40},SH${index},1001,1${100 + (index % 900)},comp,2`,
  );
  return ['Episode,Sequence,Shot,Cut In,Cut Out,Task,task duration', ...rows].join('\r\n');
}

const importInto = async (count: number, query: string) => {
  const sent = { raw: shotList(count), headers: csv };
  const { status, body } = await studio.admin.api('POST', `/tasks/import?projectId=BIG${query}`, sent);
  expect(status).toBe(200);
  return body.data;
};

it('a shot list of 10,000 rows is previewed within the limits of a request', async () => {
  const preview = await importInto(10_000, '&validateOnly=true');
  expect(preview).toMatchObject({ status: 'preview', progress: { total: 10_000, created: 10_000 }, errors: [] });
  expect(preview.rows).toHaveLength(100);
}, 60_000);

it('a shot list of many parts is imported in the background, told of meanwhile, and comes out whole', async () => {
  const total = 500;
  const { importId, status } = await importInto(total, '');
  expect(status).toBe('running');
  const job = async () => (await studio.admin.api('GET', `/imports/${importId}`)).body.data;
  await expect.poll(async () => (await job()).status, { timeout: 200_000, interval: 500 }).toBe('completed');
  expect(await (await stack()).deadLetters()).toEqual([]);
  expect((await job()).progress).toMatchObject({ done: total, created: total, failed: 0 });
  const exported = await studio.admin.api('GET', '/tasks/export?projectId=BIG');
  expect(exported.body.trimEnd().split('\r\n')).toHaveLength(total + 1);
}, 240_000);
