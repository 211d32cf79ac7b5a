import { setTimeout as wait } from 'node:timers/promises';
import pMap from 'p-map';
import { type ApiClient, ApiFailure } from './api-client.ts';
import type { Failure, Finding } from './findings.ts';
import type { JsonObject } from './json.ts';
import type { Plan } from './map-database.ts';
import type { PlannedVersion } from './map-version.ts';
import { archive, finishTask, type Outcome, saveProject, saveTask } from './save.ts';
import { saveVersion } from './save-version.ts';

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

/** What became of records, by their names. */
class Report {
  readonly result: Result;
  readonly #progress: () => void;

  constructor(plan: Plan, progress: () => void) {
    const [findings, failures] = [[...plan.findings], [...plan.failures]];
    this.result = { created: [], changed: [], unchanged: [], findings, failures };
    this.#progress = progress;
  }

  /** @throws whatever is not the answer of the API to this record */
  async attempt(record: string, work: () => Promise<Outcome>): Promise<void> {
    await this.#try(record, work, (outcome) => this.#add(record, outcome));
    this.#progress();
  }

  /** More about a record that something became of already. */
  async goOn(record: string, work: () => Promise<Outcome>): Promise<void> {
    if (this.hasFailed(record)) return;
    await this.#try(record, work, (outcome) => {
      if (outcome.did !== 'changed' || !this.result.unchanged.includes(record)) return;
      this.result.unchanged.splice(this.result.unchanged.indexOf(record), 1);
      this.#add(record, outcome);
    });
  }

  hasFailed(record: string): boolean {
    return this.result.failures.some((failure) => failure.record === record);
  }

  #add(record: string, outcome: Outcome): void {
    const { result } = this;
    result.findings.push(...outcome.findings);
    if (outcome.did === 'changed') result.changed.push({ record, changes: outcome.changes, before: outcome.before });
    else result[outcome.did].push(record);
  }

  async #try(record: string, work: () => Promise<Outcome>, done: (outcome: Outcome) => void): Promise<void> {
    try {
      done(await work());
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      this.result.failures.push({ record, why: error.message });
    }
  }
}

/** Whether the version that this one was made from is there, or will be. */
async function hasParent(api: ApiClient, { taskId, parent }: PlannedVersion, own: readonly PlannedVersion[]) {
  if (parent === null) return false;
  if (own.some(({ number }) => number === parent)) return true;
  return (await api.get(`/tasks/${encodeURIComponent(taskId)}/versions/${parent}`)) !== undefined;
}

/**
 * Writes a plan through the API: projects first, as tasks need their lists, then tasks, several at once, then their
 * versions, and last what leads from one to another. A record that fails does not stop the others.
 * @throws ImportError when the API stops answering.
 */
export async function importDatabase(
  api: ApiClient,
  plan: Plan,
  { dryRun, progress }: { dryRun: boolean; progress: () => void },
): Promise<Result> {
  const report = new Report(plan, progress);
  const { result } = report;
  const each = <T>(all: Iterable<T>, work: (one: T) => Promise<void>) => pMap(all, work, { concurrency });

  await each(plan.projects, (project) => report.attempt(project.id, () => saveProject(api, project, dryRun)));
  // the API may know the lists of a project that it changes as they were a second ago
  if (result.changed.length > 0 && !dryRun) await wait(1_100);
  await each(plan.tasks, (task) =>
    report.attempt(task.id, async () => {
      if (report.hasFailed(task.projectId))
        throw new ApiFailure(0, 'NO_PROJECT', `its project ${task.projectId} did not get in`);
      return saveTask(api, task, dryRun);
    }),
  );
  await each(Map.groupBy(plan.versions, ({ taskId }) => taskId).values(), async (own) => {
    for (const version of own)
      await report.attempt(version.record, async () =>
        saveVersion(api, version, { dryRun, hasParent: await hasParent(api, version, own) }),
      );
  });
  const withVersions = new Set(plan.versions.map(({ taskId }) => taskId));
  const unfinished = plan.tasks.filter(
    ({ id, linkedTaskIds, blockedBy }) => withVersions.has(id) || linkedTaskIds.length + blockedBy.length > 0,
  );
  await each(unfinished, (task) => report.goOn(task.id, () => finishTask(api, task, dryRun)));
  for (const [path, records] of [['/tasks', plan.tasks] as const, ['/projects', plan.projects] as const]) {
    const archived = records.filter(({ isArchived }) => isArchived);
    await each(archived, ({ id }) => report.goOn(id, () => archive(api, `${path}/${encodeURIComponent(id)}`, dryRun)));
  }
  return result;
}
