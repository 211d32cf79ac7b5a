import { describe, expect, it } from 'vitest';
import { describedVersions, operationsOf } from '../../../shared/contract/versions/index.ts';
import { openapiDocument } from '../../../shared/openapi/document.ts';

interface Described {
  paths: Record<string, Record<string, { responses: Record<string, { content?: Record<string, Media> }> }>>;
  components: { examples: Record<string, { value: { data?: unknown; meta?: object; pagination?: object } }> };
}
interface Media {
  examples?: Record<string, { $ref: string }>;
}

describe.each(describedVersions)('$name', (version) => {
  const document = JSON.parse(JSON.stringify(openapiDocument('https://api.montu.studio', version))) as Described;
  const described = Object.values(document.paths).flatMap((item) => Object.values(item));
  const byId = new Map(
    described.map((operation) => [(operation as unknown as { operationId: string }).operationId, operation]),
  );
  const operations = operationsOf(version).filter(({ answer }) => answer.kind !== 'empty');
  const exampleOf = (id: string, status: number, type = 'application/json') => {
    const [reference] = Object.values(byId.get(id)?.responses[status]?.content?.[type]?.examples ?? {});
    return reference && document.components.examples[reference.$ref.replace('#/components/examples/', '')]?.value;
  };

  it.each(operations)('has an example of what $id answers, as it would', ({ id, answer }) => {
    const body = exampleOf(id, answer.status);
    expect(body, 'lacks an example: shared/openapi/answers').toBeDefined();
    expect(exampleOf(id, answer.status, 'application/vnd.msgpack')).toBe(body);
    if (!('data' in answer)) return;
    const wrapped = answer.kind === 'item' || answer.kind === 'list';
    const all = answer.kind === 'list' ? (body?.data as unknown[]) : [wrapped ? body?.data : body];
    expect(all).not.toHaveLength(0);
    for (const data of all) expect(answer.data.parse(data)).toEqual(data);
    const head = { meta: { apiVersion: version.name }, ...(answer.kind === 'list' && { pagination: { limit: 1 } }) };
    if (wrapped) expect(body).toMatchObject(head);
  });

  it('has no example that nothing answers with', () => {
    const used = new Set(JSON.stringify(document).match(/#\/components\/examples\/\w+/g));
    expect(
      Object.keys(document.components.examples).filter((name) => !used.has(`#/components/examples/${name}`)),
    ).toEqual([]);
  });
});
