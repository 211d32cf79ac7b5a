import type { Finding } from './findings.ts';
import { isJsonObject, type JsonObject, shown } from './json.ts';
import { numberOf, type PlannedSubmission, type PlannedVersion } from './map-version.ts';

const textOf = (entry: JsonObject, ...names: string[]) => {
  const value = names.map((name) => entry[name]).find((one) => typeof one === 'string' && one !== '');
  return typeof value === 'string' ? value : undefined;
};

/** An entry of a task's history, in either form. */
function submissionOf(entry: JsonObject): PlannedSubmission | undefined {
  const client = textOf(entry, 'client', 'client_name');
  const clientVersion = numberOf(entry.clientVersion ?? entry.client_version);
  if (client === undefined || clientVersion === undefined) return undefined;
  const [deliveryType, notes] = [textOf(entry, 'deliveryType', 'delivery_type'), textOf(entry, 'notes')];
  return { client, clientVersion, ...(deliveryType && { deliveryType }), ...(notes && { notes }) };
}

/** Gives the versions of a task what clients know them by; the task's history stays as it is. */
export function addSubmissions(
  { id, fields: { clientSubmissionHistory } }: { id: string; fields: JsonObject },
  versions: readonly PlannedVersion[],
): Finding[] {
  const entries = Array.isArray(clientSubmissionHistory) ? clientSubmissionHistory : [];
  return entries.flatMap((entry): Finding[] => {
    const submission = isJsonObject(entry) ? submissionOf(entry) : undefined;
    const number = isJsonObject(entry) ? numberOf(entry.version ?? entry.internal_version) : undefined;
    const version = versions.find((one) => one.number === number);
    if (submission && version) {
      version.submissions.push(submission);
      return [];
    }
    const what = 'a submission names no version that is there; it stays in the history of its task';
    return [{ kind: 'warning', what, record: id, detail: shown(entry) }];
  });
}
