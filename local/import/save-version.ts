import type { VersionStatus } from '../../shared/contract/versions.ts';
import { type ApiClient, ApiFailure, type Item } from './api-client.ts';
import { changesOf } from './difference.ts';
import type { Finding } from './findings.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import type { PlannedVersion } from './map-version.ts';
import type { Outcome } from './save.ts';

type Step = (api: ApiClient, path: string, plan: PlannedVersion) => Promise<unknown>;

const patch =
  (status: VersionStatus): Step =>
  (api, path) =>
    api.update(path, { status }, '*');
const publish: Step = (api, path, { publishNotes: notes }) => api.create(`${path}/publish`, { notes });
const archive: Step = (api, path) => api.do('DELETE', path);

/** The next step from one status on the way to another, as the API goes it; none where there is no way. */
function stepTo(target: VersionStatus, from: VersionStatus): Step | undefined {
  if (target === 'archived') return archive;
  if (from === 'approved' && target === 'published') return publish;
  if (from === 'review') return patch(target === 'published' ? 'approved' : target);
  if (from === 'wip' || from === 'rejected') return patch(target === 'wip' ? 'wip' : 'review');
  return from === 'approved' && target === 'rejected' ? patch('rejected') : undefined;
}

const pathOf = ({ taskId, number }: PlannedVersion) => `/tasks/${encodeURIComponent(taskId)}/versions/${number}`;

/** Creates it; what it was made from is known only where that is there too. */
async function create(api: ApiClient, plan: PlannedVersion, hasParent: boolean): Promise<void> {
  const { number, author, fields, parent } = plan;
  await api.create(`/tasks/${encodeURIComponent(plan.taskId)}/versions`, {
    ...fields,
    ...{ number, parentVersion: hasParent ? parent : null },
    ...(author !== undefined && { author }),
  });
}

/** Submissions that its clients do not know it by yet. A client may know another version by that name by now. */
async function submit(api: ApiClient, plan: PlannedVersion, current: JsonObject): Promise<Finding[]> {
  const known = Array.isArray(current.clientVersions) ? current.clientVersions.filter(isJsonObject) : [];
  const isKnown = (client: string, number: number) =>
    known.some((one) => one.client === client && Number(String(one.clientVersion).replace(/^v/i, '')) === number);
  const findings: Finding[] = [];
  for (const submission of plan.submissions) {
    if (isKnown(submission.client, submission.clientVersion)) continue;
    const body = { version: plan.number, ...submission };
    try {
      await api.create(`/tasks/${encodeURIComponent(plan.taskId)}/submissions`, body);
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      const what = 'a submission is not possible as a record; it stays in the history of its task';
      findings.push({ kind: 'warning', what, record: plan.record, detail: error.message });
    }
  }
  return findings;
}

/** Goes from the status that it has to the one that it had. */
async function follow(api: ApiClient, plan: PlannedVersion, from: VersionStatus): Promise<Finding[]> {
  const path = pathOf(plan);
  for (let status = from; status !== plan.status; ) {
    const step = stepTo(plan.status, status);
    if (!step) {
      const what = 'a version has gone on since; its status is left as it is';
      return [{ kind: 'warning', what, record: plan.record, detail: `${status}, not ${plan.status}` }];
    }
    await step(api, path, plan);
    status = (await api.get(path))?.data.status as VersionStatus;
  }
  return [];
}

/** Locks it as it was; what publishing has locked, though it was not, is unlocked again. */
async function lock(api: ApiClient, plan: PlannedVersion, justPublished: boolean): Promise<void> {
  const path = pathOf(plan);
  const isLocked = Boolean((await api.get(path))?.data.lock);
  if (plan.lock !== undefined && !isLocked) await api.create(`${path}/lock`, { reason: plan.lock });
  if (plan.lock === undefined && isLocked && justPublished) await api.create(`${path}/unlock`, {});
}

/** What would become of it. */
function foreseen({ fields, status }: PlannedVersion, found: Item | undefined, findings: Finding[]): Outcome {
  if (!found) return { did: 'created', findings };
  const changes = changesOf({ ...fields, status }, found.data);
  return changes ? { did: 'changed', changes, before: found.data, findings } : { did: 'unchanged', findings };
}

/** What is said of a version whose origin is not there. */
function orphaned({ parent, record }: PlannedVersion, hasParent: boolean): Finding[] {
  if (parent === null || hasParent) return [];
  const what = 'the version it was made from is not there; its number is kept with the original data';
  return [{ kind: 'warning', what, record, detail: `v${parent}` }];
}

/**
 * Brings a version of the API to what the source says, its submissions, status and lock included. Versions that it was
 * made from must be there before.
 */
export async function saveVersion(
  api: ApiClient,
  plan: PlannedVersion,
  { dryRun, hasParent }: { dryRun: boolean; hasParent: boolean },
): Promise<Outcome> {
  const path = pathOf(plan);
  const found = await api.get(path);
  const findings = orphaned(plan, hasParent);
  if (dryRun) return foreseen(plan, found, findings);
  if (!found) await create(api, plan, hasParent);
  const before = found ?? ((await api.get(path)) as Item);
  const changes = changesOf(plan.fields, before.data);
  if (changes) await api.update(path, changes, before.etag);
  findings.push(...(await submit(api, plan, before.data)));
  const left = await follow(api, plan, before.data.status as VersionStatus);
  const moved = before.data.status !== plan.status && left.length === 0;
  await lock(api, plan, moved && plan.status === 'published');
  const after = (await api.get(path)) as Item;
  findings.push(...left);
  if (!found) return { did: 'created', findings };
  if (after.data.revision === before.data.revision) return { did: 'unchanged', findings };
  return {
    did: 'changed',
    changes: { ...changes, ...(moved && { status: plan.status }) },
    before: before.data,
    findings,
  };
}
