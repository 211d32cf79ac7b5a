import type { Context, ScheduledEvent } from 'aws-lambda';
import pMap from 'p-map';
import { projectIds } from '../../shared/data/projects.ts';
import { type Swept, sweepProject } from '../../shared/data/sweep.ts';
import { listStudios } from '../../shared/data/users.ts';
import { countMetric, logger } from '../../shared/platform/logger.ts';

const projectsAtOnce = 4;
/** Nothing is begun with less time than this. */
const reserveMs = 10_000;

/** In another order each time, so that what there was no time for is not always the same. */
const shuffled = <T>(items: readonly T[]): T[] =>
  items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);

/** Looks through the events of every project for those without a number. The age of the oldest is a metric. */
export async function handler(_: ScheduledEvent, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> {
  const mayGoOn = () => context.getRemainingTimeInMillis() > reserveMs;
  const studios = await listStudios();
  const projects = await pMap(
    studios,
    async ({ studio }) => (await projectIds(studio)).map((projectId) => ({ studio, projectId })),
    { concurrency: projectsAtOnce },
  );
  const failures: unknown[] = [];
  const swept = await pMap(
    shuffled(projects.flat()),
    async ({ studio, projectId }): Promise<Swept | undefined> => {
      if (!mayGoOn()) return undefined;
      const found = await sweepProject(studio, projectId, mayGoOn).catch((error: unknown) => {
        logger.error('project not swept', { studio, projectId, error: error as Error });
        failures.push(error);
        return undefined;
      });
      if (found?.oldest) logger.warn('events had no number', { studio, projectId, ...found });
      return found;
    },
    { concurrency: projectsAtOnce },
  );
  const oldest = swept.flatMap((found) => found?.oldest ?? []).sort()[0];
  countMetric('OldestUnnumberedMilliseconds', oldest ? Date.now() - Date.parse(oldest) : 0, { operation: 'sweeper' });
  if (failures.length > 0) throw failures[0];
}
