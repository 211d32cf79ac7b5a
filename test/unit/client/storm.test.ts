import { expect, it } from 'vitest';
import { brokenPromises, busy } from '../../support/client/busy.ts';
import { projectId } from '../../support/client/fake-api.ts';
import { type Faults, noFaults } from '../../support/client/fake-network.ts';
import { fakeWorld } from '../../support/client/world.ts';

const bad: Faults = {
  ...{ cut: 0.04, lost: 0.04, hang: 0.01, throttled: 0.03, unavailable: 0.03 },
  ...{ pushLost: 0.05, pushTwice: 0.1, socketCloses: 0.02, halfOpen: 0.005 },
};

it.each([1, 2])('keeps its promises whatever the network does (seed %i)', { timeout: 60_000 }, async (seed) => {
  const { clock, api, person, random } = fakeWorld(seed);
  const people = await Promise.all(['mika', 'noor', 'sol'].map((name) => person(name)));
  for (const shot of ['SH0', 'SH1', 'SH2']) void people[0]?.client.tasks.create({ projectId, shot, task: 'comp' });
  await clock.pass(5_000);
  const tasks = ['sh0_comp', 'sh1_comp', 'sh2_comp'];
  const stage = { projectId, tasks, customFields: ['lens', 'rig', 'note'], random };
  const all = people.map((one, index) => busy(one, index, stage));
  await clock.pass(2_000);

  for (const { network } of people) network.faults = bad;
  for (let step = 0; step < 350; step++) {
    for (const one of all) {
      void one.step();
      one.disturb();
    }
    if (step % 100 === 50) api.expire();
    await clock.pass(random() * 3_000);
  }
  for (const { network } of people) Object.assign(network, { faults: noFaults, isDown: false });
  await clock.pass(60_000);
  for (let round = 0; round < 20; round++) {
    for (const one of all) one.decide();
    await clock.pass(10_000);
  }
  await clock.pass(600_000);

  const truth = {
    ...{ tasks: [...api.tasks.values()], head: api.log.length },
    ...{ all: api.matching(undefined, () => true), inReview: api.matching(['review'], () => true) },
  };
  expect(all.flatMap((one) => brokenPromises(one, truth))).toEqual([]);
  expect(all.reduce((sum, { told }) => sum + told.marks.length + told.fields.length, 0)).toBeGreaterThan(200);
});
