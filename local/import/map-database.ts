import { databaseForm, textsIn } from './database-form.ts';
import type { Failure, Finding } from './findings.ts';
import { isJsonObject, type Json, type JsonObject, shown } from './json.ts';
import { type UsedValues, usedValues } from './lists.ts';
import { instantOf } from './map-origin.ts';
import { mapProject } from './map-project.ts';
import { addSubmissions } from './map-submissions.ts';
import { mapTask, type Person } from './map-task.ts';
import { mapVersion, type PlannedVersion } from './map-version.ts';

export interface PlannedProject {
  id: string;
  /** Undefined: only tasks name this project, so it is made with the house's settings where the API lacks it. */
  fields: JsonObject | undefined;
  used: UsedValues;
  isArchived: boolean;
}

export interface PlannedTask {
  id: string;
  projectId: string;
  /** Without the project's id, which never changes, and without links: they lead to tasks that may not be there yet. */
  fields: JsonObject;
  linkedTaskIds: string[];
  blockedBy: string[];
  isArchived: boolean;
}

/** Everything the API is to hold, and what was noticed on the way. */
export interface Plan {
  projects: PlannedProject[];
  tasks: PlannedTask[];
  /** Of each task by number, ascending. */
  versions: PlannedVersion[];
  findings: Finding[];
  failures: Failure[];
}

interface Source {
  record: JsonObject;
  label: string;
}

/** Records by id; of several under one id the later one counts, and what the others say differently is kept with it. */
function distinct(sources: readonly Source[], findings: Finding[]): Source[] {
  const updatedAt = ({ record }: Source) => instantOf(record._updated_at) ?? instantOf(record.updated_at) ?? 0;
  const groups = Map.groupBy(sources, ({ label }) => label);
  return [...groups.values()].map((group) => {
    const [winner, ...others] = group.toReversed().sort((a, b) => updatedAt(b) - updatedAt(a)) as [Source, ...Source[]];
    if (others.length === 0) return winner;
    const differing = others.map(({ record }) =>
      Object.fromEntries(
        Object.entries(record).filter(([key, value]) => shownWhole(value) !== shownWhole(winner.record[key])),
      ),
    );
    const names = [...new Set(differing.flatMap(Object.keys))];
    const onlyTimes = names.every((name) => /^_?(created|updated)_at$/.test(name));
    findings.push({
      kind: onlyTimes ? 'repaired' : 'warning',
      what: 'is there more than once: the later record counts, what differs in the others is kept with it',
      record: winner.label,
      detail: `${group.length} records, differing in ${names.join(', ') || 'nothing'}`,
    });
    const told = differing.filter((difference) => Object.keys(difference).length > 0);
    return told.length === 0 ? winner : { ...winner, record: { ...winner.record, other_records: told } };
  });
}

const isArchived = ({ archivedAt }: JsonObject) => typeof archivedAt === 'string';

const shownWhole = (value: Json | undefined) => JSON.stringify(value);

function readable(records: readonly Json[], file: string, failures: Failure[]): Source[] {
  return records.flatMap((found, index) => {
    const place = `${file}[${index}]`;
    if (!isJsonObject(found)) {
      failures.push({ record: place, why: `it is ${shown(found)}, not an object` });
      return [];
    }
    const record = databaseForm(found);
    return [{ record, label: typeof record._id === 'string' ? record._id : place }];
  });
}

/** A second project with the same task gets its own code in front of the id, as the API does it. */
function ownIds(sources: readonly Source[], findings: Finding[]): Source[] {
  const owner = new Map<Json | undefined, Json | undefined>();
  return sources.map(({ record, label }) => {
    const { _id: id, project } = record;
    const first = owner.has(id) ? owner.get(id) : project;
    owner.set(id, first);
    if (first === project || typeof id !== 'string' || typeof project !== 'string') return { record, label };
    const renamed = `${project.toLowerCase()}_${id}`;
    const detail = `${id} belongs to ${first}`;
    findings.push({
      kind: 'repaired',
      what: "has another project's task id; the project's code is put in front",
      record: renamed,
      detail,
    });
    return { record: { ...record, _id: renamed, original_id: id }, label: renamed };
  });
}

/** Every version that can be read, with what its task says of it. */
function plannedVersions(
  sources: readonly Source[],
  tasks: readonly PlannedTask[],
  findings: Finding[],
  failures: Failure[],
): PlannedVersion[] {
  const versions = sources.flatMap(({ record, label }) => {
    const mapped = mapVersion(record);
    if (!mapped.ok) {
      failures.push({ record: label, why: mapped.why });
      return [];
    }
    findings.push(...mapped.findings);
    return [mapped.planned];
  });
  const byTask = Map.groupBy(versions, ({ taskId }) => taskId);
  for (const task of tasks) {
    const own = (byTask.get(task.id) ?? []).sort((a, b) => a.number - b.number);
    findings.push(...addSubmissions(task, own));
    const labels = own.map(({ label }) => label);
    const named = textsIn(task.fields.versions);
    // none says nothing: then the API makes the list of the versions that it gets
    if (named.length > 0) task.fields.versions = [...named.filter((label) => !labels.includes(label)), ...labels];
  }
  return [...byTask.values()].flat();
}

/** Reads a whole database, without asking the API anything. */
export function mapDatabase(
  projectRecords: readonly Json[],
  taskRecords: readonly Json[],
  people: readonly Person[],
  versionRecords: readonly Json[] = [],
): Plan {
  const findings: Finding[] = [];
  const failures: Failure[] = [];

  const projects = distinct(readable(projectRecords, 'project_configs.json', failures), findings).flatMap(
    ({ record, label }) => {
      const mapped = mapProject(record);
      if (!mapped.ok) {
        failures.push({ record: label, why: mapped.why });
        return [];
      }
      findings.push(...mapped.findings);
      return [{ id: mapped.id, fields: mapped.fields, isArchived: isArchived(record) }];
    },
  );
  const tasks = distinct(ownIds(readable(taskRecords, 'tasks.json', failures), findings), findings).flatMap(
    ({ record, label }): PlannedTask[] => {
      const mapped = mapTask(record, people);
      if (!mapped.ok) {
        failures.push({ record: label, why: mapped.why });
        return [];
      }
      findings.push(...mapped.findings);
      const { projectId, linkedTaskIds, ...fields } = mapped.fields;
      const links = { linkedTaskIds: textsIn(linkedTaskIds), blockedBy: textsIn(record.blockedBy) };
      return [{ id: mapped.id, projectId: String(projectId), fields, ...links, isArchived: isArchived(record) }];
    },
  );
  const versionSources = distinct(readable(versionRecords, 'versions.json', failures), findings);
  const versions = plannedVersions(versionSources, tasks, findings, failures);
  const known = new Map<string, Omit<PlannedProject, 'id' | 'used'>>(projects.map(({ id, ...rest }) => [id, rest]));
  for (const { projectId } of tasks)
    if (!known.has(projectId)) known.set(projectId, { fields: undefined, isArchived: false });
  const planned = [...known].map(([id, rest]) => ({
    ...{ id, ...rest },
    used: usedValues(tasks.filter((task) => task.projectId === id).map((task) => task.fields)),
  }));
  return { projects: planned, tasks, versions, findings, failures };
}
