import { isDeepStrictEqual } from 'node:util';
import type { Client } from '../../../client/src/client.ts';
import { VersionConflictError } from '../../../client/src/errors.ts';
import type { Task } from '../../../client/src/generated/types.ts';
import { createLive } from '../../../client/src/live.ts';
import { liveTasks } from '../../../client/src/live-tasks.ts';
import { createOutbox } from '../../../client/src/outbox.ts';

/** One client, with a network and a clock of its own. */
export interface BusyPerson {
  name: string;
  client: Client;
  network: { isDown: boolean };
  /** How wrong its clock is, and why its session has ended. */
  own: { skew: number; signedOut: readonly string[] };
  dropSockets(): void;
}

export interface Stage {
  projectId: string;
  /** Ids of the tasks that everybody writes; few, so that they meet. */
  tasks: readonly string[];
  /** Text fields of the project, of which each person needs one. */
  customFields: readonly string[];
  random: () => number;
  /** Whether there are comments. */
  comments?: boolean;
}

/** The API answers a refresh again for ten seconds: whose answer got lost has to be back well before. */
const longestAway = 3_000;

/** What one person does at random, and what they are told of it. */
export function busy({ client, name, network, own, dropSockets }: BusyPerson, index: number, stage: Stage) {
  const { projectId, random } = stage;
  const customField = stage.customFields[index] as string;
  const live = createLive(client);
  const outbox = createOutbox(client, { onConflict: 'merge' });
  const heard: { seq: number; type: string; of: string }[] = [];
  const told = {
    created: [] as string[],
    comments: [] as { taskId: string; text: string }[],
    marks: [] as string[],
    fields: [] as { taskId: string; mark: string }[],
    refused: [] as unknown[],
    /** Conflicts in what nobody else writes. */
    withOneself: [] as string[],
  };
  live.subscribe(`project:${projectId}`, {
    after: 0,
    onMessage: ({ seq, type, data }) => heard.push({ seq, type, of: `${data.taskId}@${data.revision}` }),
    onResync: () => told.refused.push(new Error('It was told to read everything again')),
    onLost: (reason) => told.refused.push(new Error(`The feed was lost: ${reason}`)),
  });
  // not everybody: each reads what is created, for each list
  const hasLists = index < 2;
  const all = hasLists ? liveTasks(client, live, { projectId, sort: 'shot' }) : undefined;
  const inReview = hasLists ? liveTasks(client, live, { projectId, status: ['review'], sort: 'shot' }) : undefined;
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  let last = 0;
  /** As no other write has it, and greater than all before of the same person. */
  const newMark = () => `v${index + 1}${String(++last).padStart(6, '0')}`;

  /** A task as a page has it: from the list that is kept live, or read for the purpose. */
  async function seen(): Promise<Task> {
    const id = pick(stage.tasks);
    return (random() < 0.5 && all?.rows.find((row) => row.id === id)) || client.tasks.get(id);
  }

  outbox.onChange((entries) => {
    const fields = entries.flatMap(({ conflicts }) => conflicts.map(({ field }) => field));
    told.withOneself.push(...fields.filter((field) => field.endsWith(customField)));
  });

  /** Reads, and writes on condition that nobody else has. */
  async function append(): Promise<void> {
    const task = await seen();
    const mark = newMark();
    try {
      await client.tasks.update(task.id, { versions: [...task.versions, mark] }, { ifMatch: task.revision });
      told.marks.push(mark);
    } catch (error) {
      if (!(error instanceof VersionConflictError)) throw error;
    }
  }

  async function queue(): Promise<void> {
    const task = outbox.applied(await seen());
    const mark = newMark();
    const change = {
      customFields: { [customField]: mark },
      ...(random() < 0.3 && { status: pick(['review', 'in_progress']) }),
    };
    const written = await outbox.add('tasks.update', [task.id, change], {
      base: task,
      onConflict: random() < 0.5 ? 'overwrite' : 'merge',
    });
    if (written) told.fields.push({ taskId: task.id, mark });
  }

  async function create(): Promise<void> {
    const shot = newMark();
    const task = await (random() < 0.5
      ? client.tasks.create({ projectId, shot, task: 'comp' })
      : outbox.add('tasks.create', [{ projectId, shot, task: 'comp' }]));
    if (task) told.created.push(task.id);
  }

  async function comment(): Promise<void> {
    const [taskId, text] = [pick(stage.tasks), newMark()];
    await client.comments.create(taskId, { text });
    told.comments.push({ taskId, text });
  }

  function goAway(): void {
    network.isDown = true;
    client.context.platform.clock.setTimeout(() => {
      network.isDown = false;
    }, longestAway * random());
  }

  const make = () => (stage.comments && random() < 0.5 ? comment : create);

  return {
    ...{ name, own, live, outbox, heard, told, all, inReview, customField },
    /** One write; it may take long, and is never broken. */
    step(): Promise<void> {
      const act = random() < 0.2 ? make() : random() < 0.5 ? append : queue;
      return act().catch((error) => void told.refused.push(error));
    },
    /** Now and then the network goes for a while, the clock is set, a socket is lost. */
    disturb(): void {
      const chance = random();
      if (chance < 0.01) goAway();
      else if (chance < 0.02) own.skew = (random() - 0.5) * 7_200_000;
      else if (chance < 0.03) dropSockets();
    },
    /** Decides one of the conflicts that are left. */
    decide(): void {
      const conflict = outbox.entries.find(({ state }) => state === 'conflict');
      if (conflict) void outbox.resolve(conflict.id, random() < 0.5 ? 'mine' : 'theirs');
    },
    close(): void {
      for (const list of [all, inReview]) list?.close();
      outbox.close();
      live.close();
    },
  };
}

export type Busy = ReturnType<typeof busy>;

/** How it really is, asked of whoever has not been disturbed. */
export interface Truth {
  tasks: readonly { id: string; revision: number; versions: readonly string[]; customFields: unknown }[];
  /** The newest number of the project's feed. */
  head: number;
  /** Rows of the lists that are kept live. */
  all: readonly { id: string }[];
  inReview: readonly { id: string }[];
  /** Texts of the comments, by task. */
  comments?: ReadonlyMap<string, readonly string[]>;
}

const repeated = <T>(values: readonly T[]) => values.filter((value, index) => values.indexOf(value) !== index);

/** Which promises were broken, to one person. */
export function brokenPromises(person: Busy, truth: Truth): string[] {
  const { name, own, told, heard, outbox, all, inReview, customField } = person;
  const tasks = new Map(truth.tasks.map((task) => [task.id, task]));
  const marks = truth.tasks.flatMap(({ versions }) => versions);
  const stored = (taskId: string) =>
    String((tasks.get(taskId)?.customFields as Record<string, unknown> | undefined)?.[customField] ?? '');
  const texts = (taskId: string) => truth.comments?.get(taskId) ?? [];
  const broken: [promise: string, by: readonly unknown[]][] = [
    ['no surprise sign-out', own.signedOut],
    ['nothing is left waiting', outbox.entries.map(({ call, state }) => `${call} ${state}`)],
    ['each creation answered once', repeated(told.created)],
    ['no lost creation', told.created.filter((id) => !tasks.has(id))],
    ['no lost comment', told.comments.filter(({ taskId, text }) => !texts(taskId).includes(text))],
    ['no comment twice', repeated([...(truth.comments?.values() ?? [])].flat())],
    ['no create ran into itself', told.refused.map(String).filter((text) => text.startsWith('ConflictError'))],
    ['no lost update', told.marks.filter((mark) => !marks.includes(mark))],
    ['no update twice', repeated(marks)],
    // a later write of the same person may stand there, but no earlier one
    ['no lost write of the outbox', told.fields.filter(({ taskId, mark }) => stored(taskId) < mark)],
    ['no conflict with oneself', told.withOneself],
    ['nothing was refused for no reason', told.refused.map(String).filter((text) => /^(Error|TypeError)/.test(text))],
    ['every event', Array.from({ length: truth.head }, (_, at) => at + 1).filter((seq) => !numbersOf(heard).has(seq))],
    ['once and in order', heard.filter(({ seq }, at) => seq !== at + 1).slice(0, 3)],
    ['nothing happens twice', repeated(heard.filter(({ type }) => type.startsWith('task.')).map(({ of }) => of))],
    ['the list is what the query answers', different(all?.rows, truth.all)],
    ['the filtered list too', different(inReview?.rows, truth.inReview)],
  ];
  return broken.filter(([, by]) => by.length > 0).map(([promise, by]) => `${name}: ${promise}: ${JSON.stringify(by)}`);
}

const numbersOf = (heard: Busy['heard']) => new Set(heard.map(({ seq }) => seq));

function different(rows: readonly unknown[] | undefined, truth: readonly unknown[]): unknown[] {
  if (!rows) return [];
  if (rows.length !== truth.length) return [`${rows.length} rows instead of ${truth.length}`];
  return rows.filter((row, at) => !isDeepStrictEqual(row, truth[at]));
}
