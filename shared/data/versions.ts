import { ApiError, notFound } from '../contract/errors.ts';
import { type Task, unassigned } from '../contract/tasks.ts';
import { type Comparison, type Submission, type Version, type VersionStatus, version } from '../contract/versions.ts';
import type { OnConflict } from '../domain/conflicts.ts';
import type { DomainEvent, EventType } from '../domain/events.ts';
import { withClientVersion } from '../domain/submissions.ts';
import { type Creation, versionId, versionParts } from '../domain/versions.ts';
import { commit, kept, untilWritten } from './entities.ts';
import type { Change, EntityKind } from './entity-kinds.ts';
import { insertion, type Planned, replacement } from './entity-plans.ts';
import { type Key, keys } from './keys.ts';
import { type People, peopleAmong, peopleOf } from './people.ts';
import { getItem, type Item, type Paging, queryAll, queryPage, type StartKey, type Write } from './table.ts';
import { getTask, taskKind } from './tasks.ts';

/** Versions stand in their task's partition, their people by id; here as everywhere until they are shown. */
function versionKind(task: Task, people: People): EntityKind<Version> {
  const { shot, task: department, artist, sequence, sequenceClean } = task;
  const about = {
    ...{ taskId: task.id, shot, task: department },
    ...(sequence !== null && { sequence: sequenceClean }),
    ...(artist !== unassigned && { artist: people.toStored(artist) }),
  };
  return {
    name: 'version',
    onFeed: true,
    key(studio, id) {
      const { taskId, number } = versionParts(id);
      return keys.version(studio, taskId, number);
    },
    eventKey(studio, id, revision) {
      const { taskId, number } = versionParts(id);
      return keys.versionEvent(studio, taskId, number, revision);
    },
    toItem: (entity, studio) => ({ ...entity, studio }),
    about: ({ projectId, label, author }) => ({
      projectId: projectId as string,
      about: { ...about, version: label as string, ...(author !== null && { author: author as string }) },
    }),
  };
}

async function findVersion(studio: string, taskId: string, number: number): Promise<Version | undefined> {
  const item = await getItem(keys.version(studio, taskId, number));
  return item && version.parse(item);
}

/** Which task; and what refuses those who may not see it. */
interface TaskAddress {
  taskId: string;
  see(task: Task): void;
}

/** Which version of it. */
export interface VersionAddress extends TaskAddress {
  number: number;
}

/**
 * A task, and those of its versions that are asked for, in that order.
 * @throws NOT_FOUND, and what `see` throws
 */
export async function getVersions(
  studio: string,
  { taskId, see }: TaskAddress,
  numbers: readonly number[],
): Promise<{ task: Task; versions: Version[] }> {
  const [task, ...found] = await Promise.all([
    getTask(studio, taskId),
    ...numbers.map((number) => findVersion(studio, taskId, number)),
  ]);
  see(task);
  const versions = found.map((one, index) => {
    if (!one) throw notFound('version', versionId(taskId, numbers[index] as number));
    return one;
  });
  return { task, versions };
}

/** @throws NOT_FOUND, and what `see` throws */
export async function getVersion(
  studio: string,
  { number, ...address }: VersionAddress,
): Promise<{ task: Task; version: Version }> {
  const { task, versions } = await getVersions(studio, address, [number]);
  return { task, version: versions[0] as Version };
}

const ofTask = (studio: string, taskId: string) => ({
  equals: { pk: keys.task(studio, taskId).pk },
  range: { attribute: 'sk', beginsWith: 'V#' },
});

/** Every version of a task: some hundreds at most. */
export async function allVersions(studio: string, taskId: string): Promise<Version[]> {
  return (await queryAll(ofTask(studio, taskId))).map((item) => version.parse(item));
}

/** What of a task's versions is asked for; all that is given must fit. */
export interface VersionFilter {
  /** Any but archived, if nothing is said. */
  status?: readonly VersionStatus[] | undefined;
  /** As they are stored. */
  author?: readonly string[] | undefined;
  /** Those only that went to a client. */
  submitted: boolean;
}

function conditionsOf({ status, author, submitted }: VersionFilter) {
  const values: Record<string, unknown> = {};
  const names: Record<string, string> = { '#status': 'status' };
  const among = (name: string, wanted: readonly string[]) => {
    names[`#${name}`] = name;
    const places = wanted.map((value, index) => {
      values[`:${name}${index}`] = value;
      return `:${name}${index}`;
    });
    return `#${name} IN (${places.join(', ')})`;
  };
  const conditions = [status ? among('status', status) : '#status <> :archived'];
  if (!status) values[':archived'] = 'archived';
  if (author) conditions.push(among('author', author));
  if (submitted) {
    names['#clientVersions'] = 'clientVersions';
    values[':none'] = 0;
    conditions.push('size(#clientVersions) > :none');
  }
  return { expression: conditions.join(' AND '), names, values };
}

/** A page of a task's versions, newest first. */
export async function listVersions(
  studio: string,
  taskId: string,
  filter: VersionFilter,
  page: Paging,
): Promise<{ versions: Version[]; next?: StartKey }> {
  const isNarrow = Boolean(filter.status ?? filter.author) || filter.submitted;
  const { items, next } = await queryPage({
    ...{ ...ofTask(studio, taskId), filter: conditionsOf(filter), newestFirst: true, ...page },
    // few are archived
    ...(!isNarrow && { lookAt: 0 }),
  });
  return { versions: items.map((item) => version.parse(item)), ...(next && { next }) };
}

const mostEvents = 100;
/** No key holds a higher one. */
const lastRevision = 9_999_999_999;

/** What happened to the versions from one to another between their creations, oldest first. */
export async function eventsBetween(studio: string, ends: readonly Version[]): Promise<Comparison['events']> {
  const [first, last] = ends.toSorted((a, b) => a.number - b.number) as [Version, Version];
  const [from, to] = ends.map(({ createdAt }) => createdAt).sort() as [string, string];
  const sortKey = ({ number }: Version, revision: number) =>
    keys.versionEvent(studio, first.taskId, number, revision).sk;
  const { items } = await queryPage<Item & DomainEvent>({
    equals: { pk: keys.task(studio, first.taskId).pk },
    range: { attribute: 'sk', from: sortKey(first, 1), to: sortKey(last, lastRevision) },
    filter: {
      expression: '#at BETWEEN :begin AND :end',
      names: { '#at': 'at' },
      values: { ':begin': from, ':end': to },
    },
    limit: mostEvents,
  });
  const people = await peopleAmong(
    studio,
    items.map(({ actor }) => actor.userId),
  );
  return items
    .toSorted((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)))
    .map(({ about, type, at, actor }) => ({
      ...{ version: about.version ?? '', type, at },
      actor: actor.userId === null ? null : people.toShown(actor.userId),
    }));
}

/** Versions as clients see them: people by username. */
export async function shownVersions(studio: string, versions: readonly Version[]): Promise<Version[]> {
  const deeds = ['lock', 'unlocked', 'publish'] as const;
  const people = await peopleAmong(
    studio,
    versions.flatMap((one) => [one.author, ...deeds.map((deed) => one[deed]?.by)]),
  );
  const shown = <D extends { by: string }>(deed: D | null) => deed && { ...deed, by: people.toShown(deed.by) };
  return versions.map((one) => ({
    ...one,
    author: one.author === null ? null : people.toShown(one.author),
    ...{ lock: shown(one.lock), unlocked: shown(one.unlocked), publish: shown(one.publish) },
  }));
}

/** {@link shownVersions} of one. */
export async function shownVersion(studio: string, one: Version): Promise<Version> {
  const [shown = one] = await shownVersions(studio, [one]);
  return shown;
}

/** What is to be written of a version and its task, and what is answered then. */
interface Plan<A> {
  planned: readonly (Planned<Version> | Planned<Task> | undefined)[];
  /** What nobody may have changed meanwhile, beside what is written. */
  checks?: readonly Write[];
  answer: A;
}

/** Writes in one transaction what is planned; where somebody came before, all is read and decided again. */
function together<A>(taskId: string, plan: () => Promise<Plan<A>>, change: Change): Promise<A> {
  return untilWritten(
    () => `"${taskId}" is`,
    async () => {
      const { planned, checks = [], answer } = await plan();
      const done = planned.filter((one) => one !== undefined);
      if (done.length === 0) return answer;
      const writes = done.flatMap((one) => one.writes);
      await commit([...writes, ...checks], kept(change, answer));
      return answer;
    },
  );
}

/** What a task becomes, and its writes; nothing where it stays as it is. */
function taskPlan(task: Task, wanted: Task, people: People, change: Change): Promise<Planned<Task> | undefined> {
  const options = { type: 'task.updated', expected: undefined, decide: () => wanted } as const;
  return replacement(taskKind(people), options, change, task);
}

/**
 * Creates a version of a task, and changes the task with it.
 * @param options.asked numbers that are looked up beside the newest
 * @param options.decide gives both, from the task, the newest number and those of the asked ones that are there
 * @throws CONFLICT where there is a version of that number
 */
export function insertVersion(
  taskId: string,
  options: {
    asked: readonly number[];
    /** A username or free name, where somebody else than who creates it has made it. */
    author: string | undefined;
    decide(task: Task, newest: number | undefined, there: readonly number[]): Promise<Creation>;
    /** What is answered of it. */
    answer(version: Version): Promise<Version>;
  },
  change: Change,
): Promise<Version> {
  const { studio } = change;
  async function plan(): Promise<Plan<Version>> {
    const newestOnly = { ...ofTask(studio, taskId), newestFirst: true, limit: 1 };
    const [task, newest, asked, people] = await Promise.all([
      getTask(studio, taskId),
      queryPage<Item & Version>(newestOnly),
      Promise.all(options.asked.map((number) => findVersion(studio, taskId, number))),
      peopleOf(studio, [options.author]),
    ]);
    const there = asked.flatMap((found) => (found ? [found.number] : []));
    const creation = await options.decide(task, newest.items[0]?.number, there);
    const { number, label } = creation.version;
    if (there.includes(number)) throw taken(label);
    const id = versionId(taskId, number);
    const { author } = creation.version;
    const fields = { ...creation.version, id, author: author === null ? null : people.toStored(author) };
    const inserted = insertion<Version>(versionKind(task, people), fields, change);
    const answer = await options.answer(inserted.entity);
    return { planned: [inserted, await taskPlan(task, creation.task, people, change)], answer };
  }
  return together(taskId, plan, change);
}

function taken(label: string): ApiError {
  const message = `There is a ${label} of this task already`;
  return new ApiError('CONFLICT', `${message}.`, {
    details: [{ field: 'number', code: 'DUPLICATE', message, suggestion: 'Leave it out, to get the next one' }],
  });
}

/** A version as it should become, and its task where that changes too. */
export interface Decision {
  version: Version;
  task?: Task;
  /** Where the task and other versions have to stay as they were read, for it to be right: these versions. */
  basedOn?: readonly Version[];
}

const unchanged = (Key: Key, { revision }: { revision: number }): Write => ({
  ConditionCheck: {
    ...{ Key, ConditionExpression: '#revision = :revision' },
    ...{ ExpressionAttributeNames: { '#revision': 'revision' }, ExpressionAttributeValues: { ':revision': revision } },
  },
});

/**
 * Reads, decides and writes a version, and its task where that changes with it, in one transaction.
 * @param options.answer what is answered of the version
 * @throws NOT_FOUND, VERSION_CONFLICT, and what `decide` throws
 */
export function changeVersion<A>(
  address: VersionAddress,
  options: {
    type: EventType;
    expected?: number | undefined;
    onConflict?: OnConflict;
    decide(version: Version, task: Task): Decision | Promise<Decision>;
    answer(version: Version): Promise<A>;
  },
  change: Change,
): Promise<A> {
  const { type, expected, onConflict } = options;
  async function plan(): Promise<Plan<A>> {
    const [{ task, version: current }, people] = await Promise.all([
      getVersion(change.studio, address),
      peopleOf(change.studio),
    ]);
    let decision: Decision = { version: current };
    const decide = async () => {
      decision = await options.decide(current, task);
      return decision.version;
    };
    const kind = versionKind(task, people);
    const changed = await replacement(kind, { type, expected, onConflict, decide }, change, current);
    const changedTask = await taskPlan(task, decision.task ?? task, people, change);
    const { studio } = change;
    const { basedOn } = decision;
    const checks = (basedOn ?? []).map((one) => unchanged(keys.version(studio, task.id, one.number), one));
    if (basedOn && !changedTask) checks.push(unchanged(keys.task(studio, task.id), task));
    return { planned: [changed, changedTask], checks, answer: await options.answer(changed?.entity ?? current) };
  }
  return together(address.taskId, plan, change);
}

/**
 * Submits a version to a client: the task keeps it in its history, and the version what the client knows it by.
 * @param decide says as what it goes to whom
 */
export async function submitVersion(
  address: VersionAddress,
  decide: (version: Version, task: Task) => Promise<Submission>,
  change: Change,
): Promise<Submission> {
  let submitted: Submission | undefined;
  return changeVersion(
    address,
    {
      type: 'version.submitted',
      async decide(version, task) {
        submitted = await decide(version, task);
        const clientSubmissionHistory = [...task.clientSubmissionHistory, submitted];
        return { version: withClientVersion(version, submitted), task: { ...task, clientSubmissionHistory } };
      },
      answer: async () => submitted as Submission,
    },
    change,
  );
}
