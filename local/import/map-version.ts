import * as z from 'zod';
import { line, text } from '../../shared/contract/primitives.ts';
import { taskId } from '../../shared/contract/tasks.ts';
import { type VersionStatus, version, versionFields, versionStatuses } from '../../shared/contract/versions.ts';
import type { Finding } from './findings.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { readFields } from './map-fields.ts';
import { originKeys, originOf } from './map-origin.ts';

/** What a client knows a version by. */
export interface PlannedSubmission {
  client: string;
  clientVersion: number;
  deliveryType?: string;
  notes?: string;
}

export interface PlannedVersion {
  /** As in `ep00_sq0010_sh0020_lighting v007`. */
  record: string;
  taskId: string;
  number: number;
  label: string;
  author: string | undefined;
  fields: JsonObject;
  parent: number | null;
  status: VersionStatus;
  /** Why it is locked, where it is. */
  lock: string | undefined;
  publishNotes: string;
  submissions: PlannedSubmission[];
}

/** What is read of a record, beside what tells which version it is. */
const declared = z.strictObject({
  ...versionFields.omit({ status: true }).shape,
  status: z.enum(versionStatuses),
  author: line(100).min(1),
  parentVersion: z.string().regex(/^v?\d{1,10}$/i),
});

export const numberOf = (label: Json | undefined): number | undefined => {
  const digits = /^v?(\d{1,7})$/i.exec(String(label ?? ''))?.[1];
  return digits === undefined ? undefined : Number(digits);
};

/** Names under which a record says what is not to be read as a field. */
const own = ['_id', 'task_id', 'taskId', 'project', 'version', 'version_number', 'number', 'label', 'archivedAt'];
/** Facts of the past that the API writes itself when they happen again. */
const deeds = ['lock', 'unlocked', 'publish', 'is_locked', 'clientVersions'];

/** What was done to it, by either form: `metadata.lock_reason`, or `lock` with its `reason`. */
function told(source: JsonObject, [flat, deed, member]: readonly [string, string, string]): string {
  const nested = isJsonObject(source.metadata) ? source.metadata[flat] : undefined;
  const done = source[deed];
  const value = source[`metadata.${flat}`] ?? nested ?? (isJsonObject(done) ? done[member] : undefined);
  const read = text(500).safeParse(value ?? '');
  return read.success ? read.data : '';
}

/** Reads a record of versions.json, in the form of the database. */
export function mapVersion(
  source: JsonObject,
): { ok: true; planned: PlannedVersion; findings: Finding[] } | { ok: false; why: string } {
  const task = taskId.safeParse(source.task_id ?? source.taskId);
  if (!task.success) return { ok: false, why: 'it names no task' };
  const number = numberOf(source.version_number ?? source.number ?? source.version);
  if (number === undefined) return { ok: false, why: 'it has no usable number' };
  const label = String(source.label ?? source.version ?? `v${number}`);
  const record = `${task.data} ${label}`;

  const content = Object.entries(source).filter(([key]) => ![...own, ...deeds, ...originKeys].includes(key));
  const { fields, leftovers, notes } = readFields(declared, Object.fromEntries(content));
  const { status = 'wip', author, parentVersion, metadata, ...others } = fields;
  const history = deeds.flatMap((name): [string, Json][] => {
    const value = source[name];
    return isJsonObject(value) ? [[name, value]] : [];
  });
  // in the database it may name one that is no record
  if (source.parent_version !== undefined) leftovers.push(['parent_version', source.parent_version]);
  const known = isJsonObject(metadata) ? metadata : {};
  const origin = originOf(source, [...history, ...leftovers]);
  const isLocked = source.is_locked === true || isJsonObject(source.lock);
  return {
    ok: true,
    planned: {
      ...{ record, taskId: task.data, number, label, author: typeof author === 'string' ? author : undefined },
      // where an export says where it once came from, that stays
      fields: { ...others, metadata: { ...known, importedFrom: known.importedFrom ?? origin.importedFrom } },
      parent: numberOf(parentVersion) ?? null,
      status: version.shape.status.parse(status),
      lock: isLocked ? told(source, ['lock_reason', 'lock', 'reason']) : undefined,
      publishNotes: told(source, ['publication_notes', 'publish', 'notes']),
      submissions: [],
    },
    findings: [...notes, ...origin.notes]
      .filter(({ what }) => !what.startsWith('has two times'))
      .map((note) => ({ ...note, record })),
  };
}
