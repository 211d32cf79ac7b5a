import { setTimeout as sleep } from 'node:timers/promises';
import pMap from 'p-map';
import type { Unsubscribed } from '../contract/realtime.ts';
import { mayHear } from '../domain/channels.ts';
import { closeSocket, postToSocket } from '../platform/sockets.ts';
import { deleteSocket, getSocket, type Subscriber, socketsOf, unsubscribe } from './sockets.ts';
import { authoritiesOf } from './users.ts';

const openingMs = 10_000;
/** A socket is registered before the gateway opens it, and until then a post to it is answered as to a dead one. */
export const isOpening = (since: string | undefined) =>
  since !== undefined && Date.now() - Date.parse(since) < openingMs;

/** Tells a socket why it ends, closes it, and forgets it. One that is gone already is fine. */
export async function endSocket(connectionId: string, reason: string): Promise<void> {
  while ((await closeSocket(connectionId, reason)) === 'gone' && isOpening((await getSocket(connectionId))?.openedAt)) {
    await sleep(250);
  }
  await deleteSocket(connectionId);
}

/** Ends a subscription to what its owner may not hear any more, telling them first: so they are, even if this fails. */
export async function endSubscription(
  socket: Pick<Subscriber, 'studio' | 'connectionId'>,
  channel: string,
): Promise<void> {
  const told: Unsubscribed = { type: 'unsubscribed', channel, reason: 'You may not hear this channel any more.' };
  await postToSocket(socket.connectionId, JSON.stringify(told));
  await unsubscribe(socket, channel);
}

/** All of them, though some may fail; the first failure is thrown at the end. */
async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  await pMap(items, (item) => work(item).catch((error: unknown) => failures.push(error)), { concurrency: 20 });
  if (failures.length > 0) throw failures[0];
}

/** Ends the sockets of a session that has ended. */
export async function endSocketsOf(studio: string, userId: string, sessionId: string): Promise<void> {
  const sockets = (await socketsOf(studio, userId)).filter((socket) => socket.sessionId === sessionId);
  await forEach(sockets, ({ connectionId }) => endSocket(connectionId, 'The session has ended; sign in again.'));
}

/** Ends what somebody's sockets may not do any more, as their roles are now: a channel, or all. */
export async function recheckSockets(studio: string, userId: string): Promise<void> {
  const [[person], sockets] = await Promise.all([authoritiesOf(studio, [userId]), socketsOf(studio, userId)]);
  await forEach(sockets, async ({ connectionId }) => {
    if (!person?.active) return endSocket(connectionId, 'This account is not active any more.');
    const socket = await getSocket(connectionId);
    if (!socket) return;
    const lost = [...(socket.channels ?? [])].filter((channel) => !mayHear(person, channel));
    for (const channel of lost) await endSubscription(socket, channel);
  });
}
