import { randomUUID } from 'node:crypto';
import type { ScheduledEvent } from 'aws-lambda';
import type { Consumer } from '../shared/manifest/consumers.ts';
import { region } from './gateway/aws-forms.ts';
import { explain } from './gateway/explain.ts';
import type { Invoke } from './invoke.ts';

interface ScheduleOptions {
  /** By function id; those that do not run by the clock are left out. */
  consumers: Readonly<Record<string, Consumer>>;
  invoke: Invoke;
  log: (line: string) => void;
  /** How long a minute is; shorter in tests. */
  minuteMs?: number;
}

export interface Schedules {
  /** Ends after the invocations that are under way. */
  stop(): Promise<void>;
}

/** As EventBridge sends it at a rate. */
const eventOf = (id: string): ScheduledEvent => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: '000000000000',
  time: new Date().toISOString(),
  region: region(),
  resources: [`arn:aws:events:${region()}:000000000000:rule/${id}`],
  detail: {},
});

/** Invokes what runs by the clock, each at its rate, the first time after one interval; it may be slower than its rate. */
export function startSchedules({ consumers, invoke, log, minuteMs = 60_000 }: ScheduleOptions): Schedules {
  const underWay = new Set<Promise<void>>();
  const timers = Object.entries(consumers).flatMap(([id, consumer]) => {
    if (consumer.source !== 'schedule') return [];
    const run = () => {
      const running = invoke(id, eventOf(id))
        .then(() => undefined)
        .catch((error: unknown) => log(`${id} failed: ${explain(error)}`))
        .finally(() => underWay.delete(running));
      underWay.add(running);
    };
    return [setInterval(run, consumer.everyMinutes * minuteMs)];
  });
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}
