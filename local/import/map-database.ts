import type { Failure, Finding } from './findings.ts';
import { isJsonObject, type Json, type JsonObject, shown } from './json.ts';
import { type UsedValues, usedValues } from './lists.ts';
import { instantOf } from './map-origin.ts';
import { mapProject } from './map-project.ts';
import { mapTask, type Person } from './map-task.ts';

export interface PlannedProject {
  id: string;
  /** Undefined: only tasks name this project, so it is made with the house's settings where the API lacks it. */
  fields: JsonObject | undefined;
  used: UsedValues;
}

export interface PlannedTask {
  id: string;
  projectId: string;
  /** Without the project's id, which never changes. */
  fields: JsonObject;
}

/** Everything the API is to hold, and what was noticed on the way. */
export interface Plan {
  projects: PlannedProject[];
  tasks: PlannedTask[];
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

const shownWhole = (value: Json | undefined) => JSON.stringify(value);

function readable(records: readonly Json[], file: string, failures: Failure[]): Source[] {
  return records.flatMap((record, index) => {
    const place = `${file}[${index}]`;
    if (!isJsonObject(record)) {
      failures.push({ record: place, why: `it is ${shown(record)}, not an object` });
      return [];
    }
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

/** Reads a whole database, without asking the API anything. */
export function mapDatabase(
  projectRecords: readonly Json[],
  taskRecords: readonly Json[],
  people: readonly Person[],
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
      return [{ id: mapped.id, fields: mapped.fields }];
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
      const { projectId, ...fields } = mapped.fields;
      return [{ id: mapped.id, projectId: String(projectId), fields }];
    },
  );
  const known = new Map<string, JsonObject | undefined>(projects.map(({ id, fields }) => [id, fields]));
  for (const { projectId } of tasks) if (!known.has(projectId)) known.set(projectId, undefined);
  const planned = [...known].map(([id, fields]) => ({
    id,
    fields,
    used: usedValues(tasks.filter((task) => task.projectId === id).map((task) => task.fields)),
  }));
  return { projects: planned, tasks, findings, failures };
}
