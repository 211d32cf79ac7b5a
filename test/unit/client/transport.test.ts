import { expect, it } from 'vitest';
import type { FetchLike } from '../../../client/src/platform.ts';
import { createTransport } from '../../../client/src/transport.ts';
import { virtualClock } from '../../support/client/virtual-clock.ts';

it('sends U+FFFD in an escape: as it is, the API would take it for letters that were lost', async () => {
  const sent: unknown[] = [];
  const fetch: FetchLike = async (_, { body }) => {
    sent.push(body);
    return new Response('{}', { headers: { 'content-type': 'application/json' } });
  };
  const platform = { fetch, clock: virtualClock().shown(), random: () => 0.5 };
  const transport = createTransport(platform, { timeoutMs: 1_000, retries: 0, codec: undefined });
  const request = { method: 'POST', url: 'http://api.test', headers: {}, isRepeatable: false };
  await transport.send({ ...request, body: { note: 'caf\ufffd' } });
  expect(sent).toEqual(['{"note":"caf\\ufffd"}']);
});
