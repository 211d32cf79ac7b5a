import { describe, expect, it } from 'vitest';
import { type Key, keys } from '../../../shared/data/keys.ts';
import { trail } from '../../../shared/manifest/trail.ts';

/** As IAM's StringLike reads it. */
const matches = (pattern: string, { pk }: Key) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(pk);

/** A key of each kind, its arguments as ids are. */
const everyKey = Object.entries(keys).map(([name, make]) => {
  const key = typeof make === 'function' ? (make as (...parts: unknown[]) => Key)('demo', 'A', 'U', '1') : make;
  return { name, key };
});

describe('what functions may write that otherwise only read', () => {
  it('are partitions in which nothing but security events stands', () => {
    const found = everyKey.filter(({ key }) => matches(trail.eventPartitions, key)).map(({ name }) => name);
    expect(found).toEqual(['securityEvent', 'securityEventOnce']);
  });

  it('is an attribute of items where API keys are', () => {
    expect(matches(trail.use.partitions, keys.apiKey('demo', 'key_1'))).toBe(true);
    expect(matches(trail.use.partitions, keys.task('demo', 'U'))).toBe(false);
  });
});
