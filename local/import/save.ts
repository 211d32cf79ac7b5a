import { projectFields } from '../../shared/contract/projects.ts';
import { type ApiClient, ApiFailure, type Item } from './api-client.ts';
import { textsIn } from './database-form.ts';
import { changesOf } from './difference.ts';
import type { Finding } from './findings.ts';
import type { JsonObject } from './json.ts';
import { listNames, listsWith } from './lists.ts';
import type { PlannedProject, PlannedTask } from './map-database.ts';
import { completeForCreation } from './map-fields.ts';

/** What became of one record. `changes` is the patch that was (or, in a dry run, would be) sent. */
export type Outcome =
  | { did: 'created'; findings: Finding[] }
  | { did: 'changed'; changes: JsonObject; before: JsonObject; findings: Finding[] }
  | { did: 'unchanged'; findings: Finding[] };

interface Wish {
  collection: string;
  id: string;
  create: () => { body: JsonObject; findings: Finding[] };
  change: (existing: JsonObject) => { changes: JsonObject | undefined; findings: Finding[] };
}

/** How often a record is looked at again when someone else wrote it in between. */
const rounds = 3;

/** Brings one record of the API to what the source says, with as few words as possible. */
async function save(api: ApiClient, wish: Wish, dryRun: boolean): Promise<Outcome> {
  const path = `${wish.collection}/${encodeURIComponent(wish.id)}`;
  for (let round = 1; ; round += 1) {
    const existing = await api.get(path);
    try {
      return existing === undefined ? await create(api, wish, dryRun) : await change(api, path, wish, existing, dryRun);
    } catch (error) {
      const raced = error instanceof ApiFailure && ['CONFLICT', 'VERSION_CONFLICT'].includes(error.code);
      if (!raced || round >= rounds) throw error;
    }
  }
}

async function create(api: ApiClient, wish: Wish, dryRun: boolean): Promise<Outcome> {
  const { body, findings } = wish.create();
  if (!dryRun) await api.create(wish.collection, body);
  return { did: 'created', findings };
}

async function change(api: ApiClient, path: string, wish: Wish, existing: Item, dryRun: boolean): Promise<Outcome> {
  const { changes, findings } = wish.change(existing.data);
  if (changes === undefined) return { did: 'unchanged', findings };
  if (!dryRun) {
    const { data } = await api.update(path, changes, existing.etag);
    // the API may read the same from it, as with a username in other letters
    if (data.revision === existing.data.revision) return { did: 'unchanged', findings };
  }
  return { did: 'changed', changes, before: existing.data, findings };
}

const addedTo = (record: string, added: readonly string[]): Finding[] =>
  added.map((detail) => ({
    kind: 'added',
    what: "a value of its tasks is added to the project's lists",
    record,
    detail,
  }));

/** The project of the plan, with every value that its tasks use in its lists. */
export function saveProject(api: ApiClient, plan: PlannedProject, dryRun: boolean): Promise<Outcome> {
  const source = plan.fields ?? {};
  return save(
    api,
    {
      collection: '/projects',
      id: plan.id,
      create: () => {
        const { lists, added } = listsWith(source, undefined, plan.used);
        const body = { id: plan.id, name: plan.id, ...completeForCreation(projectFields, source), ...lists };
        const what = 'no record in project_configs.json, but tasks: created with the house defaults';
        const missing: Finding[] = plan.fields ? [] : [{ kind: 'repaired', what, record: plan.id }];
        return { body, findings: [...missing, ...addedTo(plan.id, added)] };
      },
      change: (existing) => {
        const { lists, added } = listsWith(source, existing, plan.used);
        const settings = Object.fromEntries(
          Object.entries(source).filter(([name]) => !listNames.some((list) => list === name)),
        );
        const changes = changesOf({ ...settings, ...lists }, existing);
        return { changes, findings: addedTo(plan.id, added) };
      },
    },
    dryRun,
  );
}

/** The task of the plan. */
export function saveTask(api: ApiClient, plan: PlannedTask, dryRun: boolean): Promise<Outcome> {
  return save(
    api,
    {
      collection: '/tasks',
      id: plan.id,
      create: () => ({ body: { id: plan.id, projectId: plan.projectId, ...plan.fields }, findings: [] }),
      change: (existing) => {
        if (existing.projectId === plan.projectId) return { changes: changesOf(plan.fields, existing), findings: [] };
        throw new ApiFailure(409, 'OTHER_PROJECT', `the API has a task with this id in project ${existing.projectId}`);
      },
    },
    dryRun,
  );
}

/** What versions change of a task while they are made; afterwards it is as the source says. */
const ofVersions = ['versions', 'currentVersion', 'publishedVersion', 'clientSubmissionHistory'];

/**
 * What can be said of a task once all tasks and versions are there: its links, what it waits for, and what its versions
 * have changed of it.
 */
export async function finishTask(api: ApiClient, plan: PlannedTask, dryRun: boolean): Promise<Outcome> {
  const path = `/tasks/${encodeURIComponent(plan.id)}`;
  const found = await api.get(path);
  if (!found) return { did: 'unchanged', findings: [] };
  const last = Object.fromEntries(Object.entries(plan.fields).filter(([name]) => ofVersions.includes(name)));
  const changes = changesOf({ ...last, linkedTaskIds: plan.linkedTaskIds }, found.data);
  const waitsFor = textsIn(found.data.blockedBy);
  const missing = plan.blockedBy.filter((id) => !waitsFor.includes(id));
  if (!changes && missing.length === 0) return { did: 'unchanged', findings: [] };
  if (!dryRun) {
    if (changes) await api.update(path, changes, found.etag);
    for (const id of missing) await api.do('PUT', `${path}/dependencies/${encodeURIComponent(id)}`);
  }
  const told = { ...changes, ...(missing.length > 0 && { blockedBy: [...waitsFor, ...missing] }) };
  return { did: 'changed', changes: told, before: found.data, findings: [] };
}

/** Archives what the source has archived. */
export async function archive(api: ApiClient, path: string, dryRun: boolean): Promise<Outcome> {
  const found = await api.get(path);
  if (!found || typeof found.data.archivedAt === 'string') return { did: 'unchanged', findings: [] };
  const changes = dryRun ? {} : { archivedAt: (await api.do('DELETE', path)).data.archivedAt ?? null };
  return { did: 'changed', changes, before: found.data, findings: [] };
}
