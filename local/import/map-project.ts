import { projectFields, projectId } from '../../shared/contract/projects.ts';
import type { Finding } from './findings.ts';
import type { JsonObject } from './json.ts';
import { readFields } from './map-fields.ts';
import { originKeys, originOf } from './map-origin.ts';

/** One record, read: what the API is to hold, or why it cannot. */
export type Mapped = { ok: true; id: string; fields: JsonObject; findings: Finding[] } | { ok: false; why: string };

const declared = projectFields.omit({ importedFrom: true });

/** Reads a record of project_configs.json. */
export function mapProject(source: JsonObject): Mapped {
  const { _id: rawId, ...rest } = source;
  const id = projectId.safeParse(rawId);
  if (!id.success) return { ok: false, why: `its _id ${JSON.stringify(rawId)} is not a possible project code` };
  const content = Object.fromEntries(
    Object.entries(rest).filter(([key]) => ![...originKeys, 'archivedAt'].includes(key)),
  );
  const { fields, leftovers, notes } = readFields(declared, content);
  const origin = originOf(source, leftovers);
  const named =
    typeof fields.name === 'string'
      ? []
      : [{ kind: 'repaired', what: 'has no usable name; its code is taken', record: id.data } as const];
  return {
    ok: true,
    id: id.data,
    fields: { name: id.data, ...fields, importedFrom: origin.importedFrom },
    findings: [...named, ...[...notes, ...origin.notes].map((note) => ({ ...note, record: id.data }))],
  };
}
