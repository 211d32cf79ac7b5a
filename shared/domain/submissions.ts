import { ApiError } from '../contract/errors.ts';
import type { ProjectFields } from '../contract/projects.ts';
import type { Task } from '../contract/tasks.ts';
import { type NewSubmission, type Submission, submission, type Version } from '../contract/versions.ts';
import { labelOf } from './versions.ts';

/** A task keeps so many. */
const maxSubmissions = 200;

const isObject = (entry: unknown): entry is Record<string, unknown> =>
  typeof entry === 'object' && entry !== null && !Array.isArray(entry);

const absent: Submission = {
  ...{ version: null, client: null, clientVersion: null, deliveryType: null },
  ...{ notes: '', submittedAt: null },
};

/** What a task's history tells of submissions, oldest first; what was imported may tell less than ours, or otherwise. */
export function submissionsOf(task: Pick<Task, 'clientSubmissionHistory'>): Submission[] {
  const entries: readonly unknown[] = task.clientSubmissionHistory;
  return entries.filter(isObject).map((entry) => {
    const known = Object.entries(submission.shape).flatMap(([name, schema]) => {
      const read = schema.safeParse(entry[name]);
      return read.success ? [[name, read.data]] : [];
    });
    return { ...absent, ...Object.fromEntries(known) };
  });
}

const sameName = (a: string | null, b: string) => a?.toLowerCase() === b.toLowerCase();
const clientNumber = ({ clientVersion }: Submission) => Number(/^v?(\d{1,10})$/i.exec(clientVersion ?? '')?.[1] ?? -1);

type Settings = Pick<ProjectFields, 'clientSettings' | 'versionSettings'>;

/**
 * What a version is to a client.
 * @throws CONFLICT where that client knows another version by that number, or the task can keep no more
 */
export function newSubmission(
  task: Task,
  version: Version,
  asked: NewSubmission,
  { clientSettings, versionSettings }: Settings,
  submittedAt: string,
): Submission {
  if (version.status === 'archived' || version.status === 'rejected') {
    throw new ApiError('CONFLICT', `"${version.label}" is ${version.status}, and goes to no client.`);
  }
  if (task.clientSubmissionHistory.length >= maxSubmissions) {
    throw new ApiError('CONFLICT', `"${task.id}" has ${maxSubmissions} submissions; that is as many as it can keep.`);
  }
  const client = asked.client ?? (clientSettings.defaultClient || 'internal');
  const earlier = submissionsOf(task).filter((one) => sameName(one.client, client));
  const next = Math.max(0, ...earlier.map(clientNumber)) + 1;
  const number = asked.clientVersion ?? (clientSettings.versionReset ? next : version.number);
  const taken = earlier.find((one) => clientNumber(one) === number && one.version !== version.label);
  const clientVersion = labelOf(number, versionSettings);
  if (taken) {
    const message = `${client} knows ${taken.version ?? 'another version'} as ${clientVersion}`;
    throw new ApiError('CONFLICT', `${message}.`, {
      details: [
        { field: 'clientVersion', code: 'DUPLICATE', message, suggestion: `Next: ${labelOf(next, versionSettings)}` },
      ],
    });
  }
  const { deliveryType, notes } = asked;
  return { version: version.label, client, clientVersion, deliveryType, notes, submittedAt };
}

/** A version keeps so many names that clients know it by; of more, the last. */
const maxClientVersions = 50;

/** A version that a client knows by one more name. */
export function withClientVersion(version: Version, { client, clientVersion }: Submission): Version {
  const name = { client: client as string, clientVersion: clientVersion as string };
  const others = version.clientVersions.filter(
    (one) => one.client !== name.client || one.clientVersion !== name.clientVersion,
  );
  return { ...version, clientVersions: [...others, name].slice(-maxClientVersions) };
}
