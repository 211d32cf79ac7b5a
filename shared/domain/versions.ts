import { isDeepStrictEqual } from 'node:util';
import { ApiError, invalidField } from '../contract/errors.ts';
import type { Permission } from '../contract/permissions.ts';
import type { ProjectFields } from '../contract/projects.ts';
import type { Task } from '../contract/tasks.ts';
import {
  type Comparison,
  type NewVersion,
  type Statistics,
  type Version,
  type VersionStatus,
  type versionFields,
  versionStatuses,
} from '../contract/versions.ts';
import type { Resource } from './access.ts';
import { pick } from './merge-patch.ts';
import { taskResource } from './tasks.ts';

interface Transition {
  from: readonly VersionStatus[];
  to: VersionStatus;
  permission: Permission;
  /** The request that does it, where that is not PATCH of `status`. */
  by?: string;
}

/** What can become of a version, from where, and who may do it; nothing else can. */
const versionTransitions = {
  hand: { from: ['wip', 'rejected'], to: 'review', permission: 'version.update' },
  takeBack: { from: ['review', 'rejected'], to: 'wip', permission: 'version.update' },
  approve: { from: ['review'], to: 'approved', permission: 'version.review' },
  reject: { from: ['review', 'approved'], to: 'rejected', permission: 'version.review' },
  publish: { from: ['approved'], to: 'published', permission: 'version.publish', by: 'POST …/publish' },
  discard: { from: ['wip', 'review', 'rejected'], to: 'archived', permission: 'version.update', by: 'DELETE' },
  withdraw: { from: ['approved', 'published'], to: 'archived', permission: 'version.review', by: 'DELETE' },
  restore: { from: ['archived'], to: 'wip', permission: 'version.review' },
} as const satisfies Record<string, Transition>;

const transitions: readonly Transition[] = Object.values(versionTransitions);

/**
 * The transition from the status that a version has to another one.
 * @param by the request that asks for it; PATCH, if nothing is said
 * @throws CONFLICT where there is none, with those that there are
 */
export function transitionTo({ label, status }: Pick<Version, 'label' | 'status'>, to: VersionStatus, by?: string) {
  const possible = transitions.filter(({ from }) => from.includes(status));
  const found = possible.find((one) => one.to === to && one.by === by);
  if (found) return found;
  const message = `"${label}" is ${status}; from there it does not become ${to} like that`;
  const ways = possible.map((one) => (one.by ? `${one.to} (${one.by})` : one.to));
  const suggestion = `From ${status}: ${ways.join(', ')}`;
  throw new ApiError('CONFLICT', `${message}.`, {
    details: [{ field: 'status', code: 'INVALID_VALUE', message, suggestion }],
  });
}

/** `v007`. */
export const labelOf = (number: number, { padding }: Pick<ProjectFields['versionSettings'], 'padding'>): string =>
  `v${String(number).padStart(padding, '0')}`;

const numberOf = (label: string): number => Number(label.slice(1));

export const versionId = (taskId: string, number: number): string => `${taskId}_v${number}`;

/** Of which task an id names which version. */
export function versionParts(id: string): { taskId: string; number: number } {
  const at = id.lastIndexOf('_v');
  return { taskId: id.slice(0, at), number: Number(id.slice(at + 2)) || 0 };
}

/** A label holds no more digits. */
const maxNumber = 9_999_999_999;

/**
 * The number of a task's next version: beyond every one that it has or names.
 * @param newest the highest of those that are there
 * @throws CONFLICT where there are no more numbers
 */
export function nextNumber(
  task: Pick<Task, 'versions' | 'currentVersion'>,
  newest: number | undefined,
  { startVersion, increment }: ProjectFields['versionSettings'],
): number {
  const labels = task.currentVersion === null ? task.versions : [...task.versions, task.currentVersion];
  const highest = labels.map(numberOf).reduce((most, number) => Math.max(most, number), newest ?? -1);
  const next = highest < 0 ? startVersion : highest + increment;
  if (next <= maxNumber) return next;
  throw new ApiError('CONFLICT', `There is no number after ${highest}.`);
}

/** A task names so many versions at most: of more, the last. */
const maxLabels = 1_000;

/** A task that has one more version, which is the current one. */
function withVersion(task: Task, label: string): Task {
  const versions = [...task.versions.filter((other) => other !== label), label].slice(-maxLabels);
  return { ...task, versions, currentVersion: label };
}

/** A version as something to be allowed or refused: it is whose task it is. */
export function versionResource(version: Pick<Version, 'id' | 'clientVersions'>, task: Task): Resource {
  return { ...taskResource(task), kind: 'version', id: version.id, submitted: version.clientVersions.length > 0 };
}

/** The versions of a task as something to be allowed or refused. */
export function versionsResource(task: Task): Resource {
  return { ...taskResource(task), kind: 'version' };
}

/** A lock as something to be allowed or refused: it is whose it is, and not the artist's. */
export function lockResource({ id, projectId, lock }: Version): Resource {
  return { kind: 'version', id, projectId, ...(lock && { userId: lock.by }) };
}

/** @throws CONFLICT for a change of what is locked */
function refuseLocked({ label, lock }: Version): void {
  if (lock)
    throw new ApiError('CONFLICT', `"${label}" is locked${lock.reason && ` (${lock.reason})`}; unlock it first.`);
}

/** @throws CONFLICT for a change of what is archived */
function refuseArchivedVersion({ label, status }: Version): void {
  if (status !== 'archived') return;
  throw new ApiError('CONFLICT', `"${label}" is archived; set its status to wip before you change it.`);
}

/** What somebody does to a version, when and why. */
interface Deed {
  by: string;
  at: string;
  reason: string;
}

/**
 * Locking what one has locked oneself changes nothing.
 * @throws CONFLICT where somebody else has locked it, or it is archived
 */
export function locked(version: Version, deed: Deed): Version {
  refuseArchivedVersion(version);
  if (version.lock?.by === deed.by) return version;
  refuseLocked(version);
  return { ...version, lock: deed, unlocked: null };
}

/** Unlocking what is not locked changes nothing. */
export function unlocked(version: Version, deed: Deed): Version {
  return version.lock ? { ...version, lock: null, unlocked: deed } : version;
}

/** @throws CONFLICT unless it is approved and not locked */
export function published(
  version: Version,
  { by, at, notes }: { by: string; at: string; notes: string },
  { lockOnPublish = true }: ProjectFields['versionSettings'],
): Version {
  transitionTo(version, 'published', versionTransitions.publish.by);
  refuseLocked(version);
  const lock = lockOnPublish ? { by, at, reason: 'Published' } : null;
  return { ...version, status: 'published', publish: { by, at, notes }, lock };
}

/**
 * Archiving what is archived changes nothing.
 * @param allow refuses who may not do that
 * @throws CONFLICT where it is locked
 */
export function archivedVersion(version: Version, allow: (permission: Permission) => void): Version {
  if (version.status === 'archived') return version;
  allow(transitionTo(version, 'archived', versionTransitions.discard.by).permission);
  refuseLocked(version);
  return { ...version, status: 'archived', archivedAt: new Date().toISOString() };
}

/**
 * A task without an archived version: the newest that are left take its place.
 * @returns these beside it: of two that are archived at once, neither may take the place of the other
 */
export function withoutVersion(
  task: Task,
  label: string,
  others: readonly Version[],
): { task: Task; basedOn: readonly Version[] } {
  const newest = (of: readonly Version[]) => of.toSorted((a, b) => b.number - a.number)[0]?.label ?? null;
  const left = others.filter((other) => other.label !== label && other.status !== 'archived');
  const isPublished = ({ status }: Version) => status === 'published';
  const replaced = {
    ...(task.currentVersion === label && { currentVersion: newest(left) }),
    ...(task.publishedVersion === label && { publishedVersion: newest(left.filter(isPublished)) }),
  };
  const named = Object.values(replaced);
  return { task: { ...task, ...replaced }, basedOn: left.filter((other) => named.includes(other.label)) };
}

export type VersionFields = Pick<Version, keyof typeof versionFields.shape>;

/**
 * A version with other fields; with another status, as far as its state allows.
 * @param allow refuses who may not do that
 * @throws CONFLICT where it is locked or archived, or its status cannot become that
 */
export function withVersionFields(
  version: Version,
  fields: VersionFields,
  allow: (permission: Permission) => void,
): Version {
  const transition = fields.status === version.status ? undefined : transitionTo(version, fields.status);
  allow(transition?.permission ?? 'version.update');
  refuseLocked(version);
  if (transition?.to !== 'wip') refuseArchivedVersion(version);
  return { ...version, ...fields, archivedAt: null };
}

const comparable = ['status', 'author', 'description', 'filePath', 'fileSize', 'parentVersion', 'metadata'] as const;

const secondsBetween = (from: Version, to: Version) => (Date.parse(to.createdAt) - Date.parse(from.createdAt)) / 1000;

/** How one version differs from another, as they are shown. */
export function comparisonOf(from: Version, to: Version): Omit<Comparison, 'events'> {
  const [before, after] = [pick(from, comparable), pick(to, comparable)];
  const differing = comparable.filter((field) => !isDeepStrictEqual(before[field], after[field]));
  return {
    ...{ from, to },
    differences: differing.map((field) => ({ field, from: before[field], to: after[field] })),
    fileSizeDeltaBytes: from.fileSize === null || to.fileSize === null ? null : to.fileSize - from.fileSize,
    secondsBetween: secondsBetween(from, to),
  };
}

/** @param versions as they are shown, in any order */
export function statisticsOf(versions: readonly Version[]): Statistics {
  const live = versions.filter(({ status }) => status !== 'archived').toSorted((a, b) => a.number - b.number);
  const times = live.map(({ createdAt }) => createdAt).sort();
  const span = Date.parse(times.at(-1) ?? '') - Date.parse(times[0] ?? '');
  const authors = Map.groupBy(versions, ({ author }) => author);
  const countOf = (status: VersionStatus) => versions.filter((version) => version.status === status).length;
  return {
    total: versions.length,
    byStatus: Object.fromEntries(versionStatuses.map((status) => [status, countOf(status)])) as Statistics['byStatus'],
    byAuthor: [...authors]
      .flatMap(([author, own]) => (author === null ? [] : [{ value: author, count: own.length }]))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)),
    totalBytes: versions.reduce((sum, { fileSize }) => sum + (fileSize ?? 0), 0),
    latest: live.at(-1)?.label ?? null,
    published: live.findLast(({ status }) => status === 'published')?.label ?? null,
    averageSecondsBetween: times.length < 2 ? null : Math.round(span / (times.length - 1)) / 1000,
  };
}

/** A version that there is to be, and what becomes of its task. */
export interface Creation {
  version: Omit<Version, 'id' | 'revision' | 'createdAt' | 'updatedAt' | 'createdBy' | 'updatedBy' | 'archivedAt'>;
  task: Task;
}

/**
 * A new version of a task, which is the current one from now on.
 * @param known the highest number that there is, and which of those that are asked for there are
 * @throws VALIDATION_ERROR for a parent that is not there, CONFLICT where there are no more numbers
 */
export function createdVersion(
  task: Task,
  { number: asked, parentVersion, ...fields }: Omit<NewVersion, 'author'> & { author: string },
  known: { newest: number | undefined; there: readonly number[] },
  settings: ProjectFields['versionSettings'],
): Creation {
  const number = asked ?? nextNumber(task, known.newest, settings);
  const label = labelOf(number, settings);
  const version: Creation['version'] = {
    ...{ number, label, taskId: task.id, projectId: task.projectId, status: 'wip', ...fields },
    parentVersion:
      parentVersion === undefined ? task.currentVersion : parentLabel(task, parentVersion, known, settings),
    ...{ lock: null, unlocked: null, publish: null, clientVersions: [] },
  };
  return { version, task: withVersion(task, label) };
}

function parentLabel(
  task: Task,
  asked: number | null,
  { there }: { there: readonly number[] },
  settings: ProjectFields['versionSettings'],
): string | null {
  if (asked === null) return null;
  const label = task.versions.find((one) => numberOf(one) === asked) ?? labelOf(asked, settings);
  if (there.includes(asked) || task.versions.includes(label)) return label;
  throw invalidField('parentVersion', 'NOT_FOUND', `The task has no version ${label}`, 'Leave it out, or name one');
}
