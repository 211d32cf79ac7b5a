import { describe, expect, it, vi } from 'vitest';
import { setEnvironment } from '../../support/environment.ts';
import { httpEvent } from '../../support/requests.ts';

/** The check as a container has it that starts with this key. */
async function startWith(key?: string) {
  delete process.env.MONTU_ORIGIN_KEY;
  setEnvironment(key === undefined ? {} : { MONTU_ORIGIN_KEY: key });
  vi.resetModules();
  return import('../../../shared/http/edge.ts');
}

describe('what went around the edge', () => {
  it.each([
    ['no key', {}],
    ['another key', { 'x-montu-origin': 'guess' }],
    ['a part of the key', { 'x-montu-origin': 'secre' }],
    ['an empty key', { 'x-montu-origin': '' }],
  ])('has %s, and is refused', async (_, headers) => {
    const { checkEdge } = await startWith('secret');
    expect(() => checkEdge(httpEvent({ headers }))).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }));
  });

  it('is nothing that has the key, or where there is no edge', async () => {
    const { checkEdge } = await startWith('secret');
    expect(() => checkEdge(httpEvent({ headers: { 'X-Montu-Origin': 'secret' } }))).not.toThrow();
    expect(() => checkEdge({ headers: { 'X-Montu-Origin': 'secret' } })).not.toThrow();
    const without = await startWith();
    expect(() => without.checkEdge(httpEvent())).not.toThrow();
  });
});

it('the address of a client is what the edge saw, or else the gateway', async () => {
  const { addressOf } = await startWith('secret');
  expect(addressOf(httpEvent({ headers: { 'X-Montu-Address': '203.0.113.9' } }), '192.0.2.7')).toBe('203.0.113.9');
  expect(addressOf(httpEvent(), '192.0.2.7')).toBe('192.0.2.7');
});
