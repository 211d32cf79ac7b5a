import { expect, it } from 'vitest';
import { newStudio } from './support/studio.ts';

it('a page ends before it would be too large to answer', async () => {
  const studio = await newStudio();
  await studio.project('LARGE');
  const extra = { note: 'x'.repeat(100_000) };
  const made = await Promise.all(
    Array.from({ length: 45 }, (_, index) => studio.task('LARGE', `SH${index}`, { importedFrom: { extra } })),
  );
  const seen = new Set<string>();
  let cursor = '';
  await expect
    .poll(
      async () => {
        const { status, body } = await studio.admin.api('GET', `/tasks?projectId=LARGE${cursor}`);
        expect(status).toBe(200);
        for (const { id } of body.data) seen.add(id);
        cursor = body.pagination.nextCursor ? `&cursor=${body.pagination.nextCursor}` : '';
        return seen.size;
      },
      { timeout: 90_000, interval: 500 },
    )
    .toBe(made.length);
});
