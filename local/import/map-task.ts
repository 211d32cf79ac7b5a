import { projectId } from '../../shared/contract/projects.ts';
import { taskFields, taskId } from '../../shared/contract/tasks.ts';
import { matchArtist } from '../../shared/domain/users.ts';
import type { Finding } from './findings.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { readFields } from './map-fields.ts';
import { instantOf, originKeys, originOf } from './map-origin.ts';
import type { Mapped } from './map-project.ts';

/** Someone of the studio, as far as a name in the source can mean them. */
export interface Person {
  username: string;
  displayName: string;
}

const exported = taskFields.omit({ projectId: true, importedFrom: true });
/** Without what a project must have declared before, as only one that was exported has; it is kept with the original data. */
const declared = exported.omit({ customFields: true });
/** What is done to a task once it is there. */
const later = ['blockedBy', 'archivedAt'];
/** Names that the API makes itself from the project's rules; empty in the source, so not carried over. */
const generated = ['sequence_clean', 'shot_clean', 'episode_clean'];
const times = ['start_time', 'startTime', 'deadline'];
const required = ['shot', 'task'] as const;

/** Times of work as instants; what is no time stays, for the reader to refuse. */
function withInstants(source: JsonObject): JsonObject {
  const entries = times.flatMap((key): [string, Json][] => {
    const time = instantOf(source[key]);
    return time === undefined ? [] : [[key, new Date(time).toISOString()]];
  });
  return { ...source, ...Object.fromEntries(entries) };
}

function artistOf(
  fields: JsonObject,
  people: readonly Person[],
): { artist: JsonObject; notes: Omit<Finding, 'record'>[] } {
  const name = fields.artist;
  if (typeof name !== 'string' || name === taskFields.shape.artist.parse(undefined)) return { artist: {}, notes: [] };
  const username = matchArtist(name, people);
  if (username === name) return { artist: {}, notes: [] };
  if (username !== undefined) {
    const what = "the artist's name is replaced by the username";
    return { artist: { artist: username }, notes: [{ kind: 'repaired', what, detail: `${name} → ${username}` }] };
  }
  const what = 'the artist is nobody that the import knows in the studio; the name is kept';
  return { artist: {}, notes: [{ kind: 'warning', what, detail: name }] };
}

/** Numbers that look like a mistake of an earlier converter: reported, not changed. */
function suspicions(fields: JsonObject): Omit<Finding, 'record'>[] {
  const range = fields.frameRange;
  const estimate = fields.estimatedDurationHours;
  if (!isJsonObject(range) || typeof range.start !== 'number' || typeof range.end !== 'number') return [];
  const frames = range.end - range.start + 1;
  if (typeof estimate !== 'number' || estimate !== 8 * frames) return [];
  const what = 'the estimate is 8 hours for each frame, as if the frame count had been read as days; kept';
  return [{ kind: 'warning', what, detail: `${estimate} h = 8 × ${frames} frames` }];
}

function prefixForm(id: string, fields: JsonObject): Omit<Finding, 'record'>[] {
  const { sequence } = fields;
  if (typeof sequence !== 'string' || id.toLowerCase().includes(sequence.toLowerCase())) return [];
  const what = 'the sequence is written in another form than in the id; kept';
  return [{ kind: 'warning', what, detail: sequence }];
}

/** Reads a record of tasks.json; `fields` includes the project's id. */
export function mapTask(source: JsonObject, people: readonly Person[]): Mapped {
  const { _id: rawId, project: rawProject, ...rest } = source;
  const id = taskId.safeParse(rawId);
  if (!id.success) return { ok: false, why: `its _id ${JSON.stringify(rawId)} is not a possible task id` };
  const project = projectId.safeParse(rawProject);
  if (!project.success)
    return { ok: false, why: `its project ${JSON.stringify(rawProject)} is not a possible project code` };
  const content = Object.fromEntries(
    Object.entries(rest).filter(
      ([key, value]) => ![...originKeys, ...later].includes(key) && !(generated.includes(key) && value === ''),
    ),
  );
  const { fields, leftovers, notes } = readFields(
    'importedFrom' in source ? exported : declared,
    withInstants(content),
  );
  const missing = required.filter((name) => fields[name] === undefined);
  if (missing.length > 0) {
    return {
      ok: false,
      why: missing.map((name) => `its ${name} ${JSON.stringify(source[name])} is not usable`).join('; '),
    };
  }
  const origin = originOf(source, leftovers);
  const { artist, notes: artistNotes } = artistOf(fields, people);
  const all = [...notes, ...origin.notes, ...artistNotes, ...suspicions(fields), ...prefixForm(id.data, fields)];
  return {
    ok: true,
    id: id.data,
    fields: { projectId: project.data, ...fields, ...artist, importedFrom: origin.importedFrom },
    findings: all.map((note) => ({ ...note, record: id.data })),
  };
}
