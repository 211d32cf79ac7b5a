import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import type { ChannelMessage } from '../../shared/contract/realtime.ts';
import { taskOperations } from '../../shared/contract/tasks.ts';
import type { Case } from '../cases/case.ts';
import { type Times, timesOf } from '../load/statistics.ts';
import type { World } from '../world.ts';

export interface SocketLatency {
  changes: number;
  /** From the answer to the change until another client's socket has its message. */
  afterAnswer: Times;
  /** The same from the moment in which the change was sent. */
  afterRequest: Times;
}

/** Between two changes: what a busy studio does, not as many as possible. */
const paceMs = 100;
const patienceMs = 10_000;

async function listen({ stack, seeded, artist }: World) {
  const arrivals = new Map<string, number>();
  const socket = new WebSocket(`${stack.facts.webSocketUrl}/tasks/${seeded.projectId}`, {
    headers: { authorization: `Bearer ${artist(0).token}` },
  });
  socket.on('message', (data) => {
    const now = performance.now();
    const message = JSON.parse(String(data)) as ChannelMessage | { type: 'frame'; messages: ChannelMessage[] };
    for (const { type, data } of 'messages' in message ? message.messages : [message]) {
      if (type === 'task.updated') arrivals.set(`${data.taskId}@${data.revision}`, now);
    }
  });
  await once(socket, 'open');
  return { arrivals, close: () => socket.close() };
}

/** How long it takes until a change is seen by another client, one change after the other at a modest pace. */
export async function measureSocket(world: World, { request }: Case, changes: number): Promise<SocketLatency> {
  const { arrivals, close } = await listen(world);
  const sent: { name: string; requestedAt: number; answeredAt: number }[] = [];
  for (let index = 0; index < changes; index += 1) {
    const requestedAt = performance.now();
    const answer = await world.call(taskOperations.updateTask, request(0));
    const answeredAt = performance.now();
    const { id, revision } = (JSON.parse(answer.text) as { data: { id: string; revision: number } }).data;
    sent.push({ name: `${id}@${revision}`, requestedAt, answeredAt });
    await sleep(Math.max(0, paceMs - (performance.now() - requestedAt)));
  }
  const until = performance.now() + patienceMs;
  while (arrivals.size < changes && performance.now() < until) await sleep(10);
  close();
  const missing = sent.filter(({ name }) => !arrivals.has(name));
  if (missing.length > 0) throw new Error(`${missing.length} of ${changes} changes did not reach the socket`);
  const since = (moment: 'requestedAt' | 'answeredAt') =>
    sent.map((change) => (arrivals.get(change.name) ?? 0) - change[moment]);
  return { changes, afterAnswer: timesOf(since('answeredAt'), 1), afterRequest: timesOf(since('requestedAt'), 1) };
}
