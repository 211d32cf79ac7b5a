import { beforeAll, describe, expect, it } from 'vitest';
import { guides } from '../../local/docs/guides.ts';
import { type ErrorCode, errorTable } from '../../shared/contract/errors.ts';
import { call } from './support/api.ts';
import { stack } from './support/stack.ts';

let url: string;
beforeAll(async () => {
  ({ url } = await stack());
});

async function page(path: string): Promise<string> {
  const answer = await fetch(new URL(path, url));
  expect(answer.status, path).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
  return answer.text();
}

describe('the documentation that is served', () => {
  it('has, where docUrl of an error leads, what that code means, an example and what to do', async () => {
    const { docUrl } = (await call('GET', '/api/v1/nothing')).body.error;
    expect(docUrl).toBe(`${url}/docs/errors#NOT_FOUND`);
    const html = await page(docUrl);
    for (const code of Object.keys(errorTable) as ErrorCode[]) {
      const [section = ''] = new RegExp(`<section id="${code}">.*?</section>`, 's').exec(html) ?? [];
      expect(section, code).toContain(`<span>${errorTable[code].status}</span>`);
      expect(section, code).toMatch(/<p>\S.*<pre><code>\w+ \/api\/v1\/.*<\/pre>.*What to do:<\/strong> \S/s);
    }
  });

  it('has every guide, with links that all lead somewhere', async () => {
    const all = guides();
    const html = await Promise.all(all.map(({ path }) => page(`/docs/${path}/`)));
    const named = new Set(
      html.flatMap((text) => [...text.matchAll(/href="(\/[^"]*)"/g)].map((match) => match[1] ?? '')),
    );
    expect([...named]).toEqual(expect.arrayContaining(all.map(({ path }) => `/docs/${path}/`)));
    const introduction: string = (await call('GET', '/api/v1/openapi.json')).body.info.description;
    for (const [, link = ''] of introduction.matchAll(/\]\((\/[^)]*)\)/g)) named.add(link);
    for (const link of named) {
      const answer = await fetch(new URL(link, url));
      expect(answer.status, link).toBe(200);
      const [, fragment] = link.split('#');
      if (fragment) expect(await answer.text(), link).toContain(`id="${fragment}"`);
      else await answer.body?.cancel();
    }
  });
});
