import { expect, it } from 'vitest';
import { type Index, table } from '../../../shared/manifest/table.ts';

it('no two indexes have the same first and last attribute and as many: the local engine builds one of them only', () => {
  const shapes = Object.values<Index>(table.indexes).map(({ partition, sort }) => {
    const attributes = [...partition, ...sort];
    return `${attributes[0]} … ${attributes.at(-1)} (${attributes.length})`;
  });
  expect(new Set(shapes).size).toBe(shapes.length);
});
