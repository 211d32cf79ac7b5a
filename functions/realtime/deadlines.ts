import type { ScheduledEvent } from 'aws-lambda';
import pMap from 'p-map';
import { tellDeadlines } from '../../shared/data/deadlines.ts';
import { allProjects } from '../../shared/data/projects.ts';
import { listStudios } from '../../shared/data/users.ts';
import { logger } from '../../shared/platform/logger.ts';

const projectsAtOnce = 4;

/** Looks for deadlines in every live project; what fails in one keeps back no other. */
export async function handler(_: ScheduledEvent): Promise<void> {
  const failures: unknown[] = [];
  const attempt = <T>(what: object, work: () => Promise<T>) =>
    work().catch((error: unknown) => {
      logger.error('deadlines not told', { ...what, error: error as Error });
      failures.push(error);
      return undefined;
    });
  for (const { studio } of await listStudios()) {
    const projects = (await attempt({ studio }, () => allProjects(studio, false))) ?? [];
    await pMap(
      projects,
      (project) => attempt({ studio, projectId: project.id }, () => tellDeadlines(studio, project)),
      { concurrency: projectsAtOnce },
    );
  }
  if (failures.length > 0) throw failures[0];
}
