import { setTimeout as wait } from 'node:timers/promises';
import pMap from 'p-map';
import { type ApiClient, ApiFailure } from './api-client.ts';
import type { Failure, Finding } from './findings.ts';
import type { JsonObject } from './json.ts';
import type { Plan } from './map-database.ts';
import { type Outcome, saveProject, saveTask } from './save.ts';

/** Requests under way at once. */
const concurrency = 8;

export interface Change {
  record: string;
  changes: JsonObject;
  before: JsonObject;
}

/** What an import did. */
export interface Result {
  created: string[];
  changed: Change[];
  unchanged: string[];
  findings: Finding[];
  failures: Failure[];
}

/**
 * Writes a plan through the API: projects first, as tasks need their lists, then tasks, several at once. A record that
 * fails does not stop the others.
 * @throws ImportError when the API stops answering.
 */
export async function importDatabase(
  api: ApiClient,
  plan: Plan,
  options: { dryRun: boolean; progress: () => void },
): Promise<Result> {
  const result: Result = {
    created: [],
    changed: [],
    unchanged: [],
    findings: [...plan.findings],
    failures: [...plan.failures],
  };

  const attempt = async (record: string, work: () => Promise<Outcome>) => {
    try {
      const outcome = await work();
      result.findings.push(...outcome.findings);
      if (outcome.did === 'changed') result.changed.push({ record, changes: outcome.changes, before: outcome.before });
      else result[outcome.did].push(record);
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      result.failures.push({ record, why: error.message });
    }
    options.progress();
  };

  await pMap(plan.projects, (project) => attempt(project.id, () => saveProject(api, project, options.dryRun)), {
    concurrency,
  });
  // the API may know the lists of a project that it changes as they were a second ago
  if (result.changed.length > 0 && !options.dryRun) await wait(1_100);
  const failed = new Set(result.failures.map(({ record }) => record));
  await pMap(
    plan.tasks,
    (task) =>
      attempt(task.id, () => {
        if (failed.has(task.projectId))
          throw new ApiFailure(0, 'NO_PROJECT', `its project ${task.projectId} did not get in`);
        return saveTask(api, task, options.dryRun);
      }),
    { concurrency },
  );
  return result;
}
