import { expect, it } from 'vitest';
import { VersionConflictError } from '../../../client/src/errors.ts';
import { createLive } from '../../../client/src/live.ts';
import { liveTasks } from '../../../client/src/live-tasks.ts';
import { createOutbox } from '../../../client/src/outbox.ts';
import { feed, projectId } from '../../support/client/fake-api.ts';
import { type Faults, noFaults } from '../../support/client/fake-network.ts';
import { type FakePerson, fakeWorld } from '../../support/client/world.ts';

const bad: Faults = {
  ...{ cut: 0.04, lost: 0.04, hang: 0.01, throttled: 0.03, unavailable: 0.03 },
  ...{ pushLost: 0.05, pushTwice: 0.1, socketCloses: 0.02, halfOpen: 0.005 },
};

/** What one person did, and what they were told of it. */
function busy(person: FakePerson, random: () => number) {
  const { client, name } = person;
  const live = createLive(client);
  const outbox = createOutbox(client, { onConflict: 'merge' });
  const heard: number[] = [];
  const told = { created: [] as string[], marks: [] as string[], fields: [] as string[], refused: [] as unknown[] };
  const subscription = live.subscribe(feed, { after: 0, onMessage: ({ seq }) => heard.push(seq) });
  const all = liveTasks(client, live, { projectId, sort: 'shot' });
  const inReview = liveTasks(client, live, { projectId, status: ['review'], sort: 'shot' });
  const tasks = ['sh0_comp', 'sh1_comp', 'sh2_comp'];
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  let last = 0;

  /** Reads, and writes on condition that nobody else has. */
  async function append(mark: string): Promise<void> {
    const task = await client.tasks.get(pick(tasks));
    try {
      await client.tasks.update(task.id, { versions: [...task.versions, mark] }, { ifMatch: task.revision });
      told.marks.push(mark);
    } catch (error) {
      if (!(error instanceof VersionConflictError)) throw error;
    }
  }

  async function queue(member: string): Promise<void> {
    const task = await client.tasks.get(pick(tasks));
    const change = {
      customFields: { [member]: name },
      ...(random() < 0.3 && { status: pick(['review', 'in_progress']) }),
    };
    const written = await outbox.add('tasks.update', [task.id, change], {
      base: task,
      onConflict: random() < 0.5 ? 'overwrite' : 'merge',
    });
    if (written) told.fields.push(`${task.id} ${member}`);
  }

  async function create(shot: string): Promise<void> {
    const task = await (random() < 0.5
      ? client.tasks.create({ projectId, shot, task: 'comp' })
      : outbox.add('tasks.create', [{ projectId, shot, task: 'comp' }]));
    if (task) told.created.push(task.id);
  }

  function step(): void {
    const mark = `${name}${++last}`;
    const act = random() < 0.2 ? create : random() < 0.5 ? append : queue;
    act(mark).catch((error) => told.refused.push(error));
    const chance = random();
    if (chance < 0.01) person.network.isDown = !person.network.isDown;
    else if (chance < 0.02) person.own.skew = (random() - 0.5) * 7_200_000;
    else if (chance < 0.03) person.dropSockets();
  }

  return { ...{ person, live, outbox, heard, told, subscription, all, inReview, step } };
}

it.each([1, 2])('keeps its promises whatever the network does (seed %i)', { timeout: 60_000 }, async (seed) => {
  const { clock, api, person, random } = fakeWorld(seed);
  const people = await Promise.all(['mika', 'noor', 'sol'].map((name) => person(name)));
  for (const shot of ['SH0', 'SH1', 'SH2']) void people[0]?.client.tasks.create({ projectId, shot, task: 'comp' });
  await clock.pass(5_000);
  const all = people.map((one) => busy(one, random));
  await clock.pass(2_000);

  for (const { person } of all) person.network.faults = bad;
  for (let step = 0; step < 350; step++) {
    for (const one of all) one.step();
    if (step % 100 === 50) api.expire();
    await clock.pass(random() * 3_000);
  }
  for (const { person } of all) Object.assign(person.network, { faults: noFaults, isDown: false });
  await clock.pass(60_000);
  for (let round = 0; round < 20; round++) {
    for (const { outbox } of all) {
      const conflict = outbox.entries.find(({ state }) => state === 'conflict');
      if (conflict) void outbox.resolve(conflict.id, random() < 0.5 ? 'mine' : 'theirs');
    }
    await clock.pass(10_000);
  }
  await clock.pass(600_000);

  const task = (id = '') => api.tasks.get(id);
  const numbers = api.log.map(({ seq }) => seq);
  for (const { person, told, heard, outbox, all: list, inReview } of all) {
    expect(person.own.signedOut, 'no surprise sign-out').toEqual([]);
    expect(outbox.entries, 'nothing is left waiting').toEqual([]);
    expect(new Set(told.created).size, 'each creation answered once').toBe(told.created.length);
    expect(
      told.created.filter((id) => !task(id)),
      'no lost creation',
    ).toEqual([]);
    const kept = [...api.tasks.values()].flatMap(({ versions }) => versions);
    expect(
      told.marks.filter((mark) => !kept.includes(mark)),
      'no lost update',
    ).toEqual([]);
    const lost = told.fields.filter((written) => {
      const [id, member = ''] = written.split(' ');
      return (task(id)?.customFields as Record<string, unknown> | undefined)?.[member] !== person.name;
    });
    expect(lost, 'no lost write of the outbox').toEqual([]);
    expect(heard, 'every event once and in order').toEqual(numbers);
    expect(list.rows, 'the list is what the query answers').toEqual(api.matching(undefined, () => true));
    expect(inReview.rows.map(({ id }) => id)).toEqual(api.matching(['review'], () => true).map(({ id }) => id));
    expect(
      told.refused.map(String).filter((text) => /ConflictError/.test(text)),
      'no create ran into itself',
    ).toEqual([]);
  }
  expect(all.reduce((sum, { told }) => sum + told.marks.length + told.fields.length, 0)).toBeGreaterThan(200);
});
