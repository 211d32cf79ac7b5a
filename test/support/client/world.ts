import type { ClientOptions } from '../../../client/src/client.ts';
import { createClient } from '../../../client/src/client.ts';
import { createRandom } from '../../../local/unkind/profile.ts';
import { fakeApi } from './fake-api.ts';
import { fakeNetwork } from './fake-network.ts';
import { virtualClock } from './virtual-clock.ts';

/** An API in memory, and clients of it; time passes only by `clock.pass`. */
export function fakeWorld(seed = 1) {
  const clock = virtualClock();
  const api = fakeApi(clock);
  const random = createRandom(seed);

  /** A client with a network and a clock of its own, signed in. */
  async function person(name: string, options: Partial<ClientOptions> = {}) {
    const network = fakeNetwork(clock, api, random);
    const own = { skew: 0, signedOut: [] as string[] };
    const client = createClient({
      ...{ baseUrl: 'https://api.test/', fetch: network.fetch, WebSocket: network.WebSocket, random },
      clock: clock.shown(() => own.skew),
      onSignedOut: (reason) => own.signedOut.push(reason),
      ...options,
    });
    const signedIn = client.session.signIn({ username: name, password: 'whatever' });
    await clock.pass(1_000);
    await signedIn;
    return { ...{ name, client, own }, network: network.state, dropSockets: network.dropSockets, say: network.say };
  }

  /** The outcome of what takes virtual time. */
  async function outcome<T>(promise: PromiseLike<T>, ms = 120_000): Promise<T> {
    const result = Promise.resolve(promise).then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    await clock.pass(ms);
    const settled = await Promise.race([result, Promise.resolve(undefined)]);
    if (!settled) throw new Error('Nothing has come of it');
    if ('error' in settled) throw settled.error;
    return settled.value;
  }

  return { clock, api, random, person, outcome };
}
