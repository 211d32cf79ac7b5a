import { describe, expect, it } from 'vitest';
import { type DemoTask, makeProduction, stateOf } from '../../../local/demo/production.ts';
import { demoStudios, departments, type Show } from '../../../local/demo/shows.ts';
import { projectFields } from '../../../shared/contract/projects.ts';
import { taskFields, unassigned } from '../../../shared/contract/tasks.ts';

const now = new Date('2026-03-18T15:20:00.000Z');
const showOf = (studio: string) => demoStudios.find((demo) => demo.studio === studio)?.show as Show;
const aurora = makeProduction(showOf('demo'), now);
const states = aurora.tasks.map(stateOf);
const byShot = [...Map.groupBy(states, (task) => task.shot).values()];
const isDone = (status: string) => status === 'approved' || status === 'final';
const countOf = (test: (task: (typeof states)[number]) => boolean) => states.filter(test).length;

/** Every day of two weeks, so that weekends and month ends are among them. */
const days = Array.from({ length: 14 }, (_, day) => new Date(now.getTime() + day * 24.7 * 3_600_000));

describe('the demo production', () => {
  it('has 60 shots and 240 tasks, and not every shot has every task', () => {
    expect(byShot).toHaveLength(60);
    expect(aurora.tasks).toHaveLength(240);
    expect(Object.fromEntries(departments.map((name) => [name, countOf(({ task }) => task === name)]))).toEqual({
      layout: 48,
      animation: 44,
      fx: 28,
      lighting: 60,
      comp: 60,
    });
    expect(new Set(byShot.map((tasks) => tasks.length)).size).toBeGreaterThan(1);
    expect(new Set(states.map(({ shot, task }) => `${shot} ${task}`)).size).toBe(240);
  });

  it('is what the contract takes, with values of its own lists', () => {
    const { id, ...settings } = aurora.project;
    expect(projectFields.safeParse(settings).error?.issues ?? []).toEqual([]);
    expect(id).toBe('AUR');
    const statuses = settings.statuses.map(({ name }) => name);
    for (const state of states) {
      expect(taskFields.parse(state)).toEqual(state);
      expect(statuses).toContain(state.status);
      expect(settings.milestones).toContain(state.milestone);
      expect(settings.taskTypes).toContain(state.task);
      expect(settings.priorityLevels).toContain(state.priority);
    }
  });

  it('is somewhere in the middle: every kind of status, late and future deadlines, deliveries', () => {
    const met = states.map(({ status }) => status);
    for (const status of ['not_started', 'in_progress', 'review', 'approved', 'final', 'on_hold', 'cancelled']) {
      expect(met).toContain(status);
    }
    expect(states.map(({ priority }) => priority)).toContain('urgent');
    const done = countOf(({ status }) => isDone(status));
    expect(done).toBeGreaterThan(80);
    expect(done).toBeLessThan(190);
    const late = countOf(({ status, deadline }) => !isDone(status) && (deadline ?? '') < now.toISOString());
    expect(late).toBeGreaterThanOrEqual(5);
    expect(late).toBeLessThan(60);
    expect(countOf(({ deadline }) => (deadline ?? '') > now.toISOString())).toBeGreaterThan(40);
    expect(countOf(({ clientSubmissionHistory }) => clientSubmissionHistory.length > 0)).toBeGreaterThanOrEqual(3);
  });

  it.each(days)('keeps the order of departments on %s', (day) => {
    const shots = Map.groupBy(makeProduction(showOf('demo'), day).tasks.map(stateOf), (task) => task.shot);
    for (const tasks of shots.values()) {
      const begun = tasks.findLastIndex(
        ({ actualTimeLogged, status }) => actualTimeLogged > 0 || status === 'in_progress',
      );
      for (const before of tasks.slice(0, Math.max(0, begun))) expect(isDone(before.status)).toBe(true);
    }
  });

  it.each(days)('tells a past that could have happened, up to %s', (day) => {
    const { tasks, createdAt } = makeProduction(showOf('demo'), day);
    for (const task of tasks) {
      const times = [createdAt, task.createdAt, ...task.steps.map(({ at }) => at), day].map((at) => at.getTime());
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      let state: DemoTask['fields'] = task.fields;
      for (const { change, by } of task.steps) {
        const next = { ...state, ...change };
        expect(next).not.toEqual(state);
        if (change.status === 'in_progress' && state.status === 'not_started') expect(by).toBe(state.artist);
        if (change.status === 'review') expect(by).toBe(state.artist);
        if (change.status === 'approved') expect([by, state.status]).toEqual(['supervisor', 'review']);
        state = next;
      }
    }
  });

  it('has hours that belong to the work', () => {
    for (const { status, artist, estimatedDurationHours, actualTimeLogged, versions, currentVersion } of states) {
      expect(estimatedDurationHours).toBeGreaterThanOrEqual(4);
      if (status === 'not_started') expect([actualTimeLogged, versions]).toEqual([0, []]);
      else if (status !== 'cancelled') expect(artist).not.toBe(unassigned);
      if (!isDone(status)) continue;
      expect(actualTimeLogged / estimatedDurationHours).toBeGreaterThan(0.7);
      expect(actualTimeLogged / estimatedDurationHours).toBeLessThan(2);
      expect(currentVersion).toBe(versions.at(-1));
    }
  });

  it('gives its work to people of the studio, in several roles', () => {
    const { users } = demoStudios[0] ?? { users: [] };
    const names = new Set(users.map(({ username }) => username));
    const actors = new Set(aurora.tasks.flatMap(({ steps }) => steps.map(({ by }) => by)));
    for (const name of actors) expect(names).toContain(name);
    expect(actors.size).toBeGreaterThan(12);
    expect(states.some(({ artist }) => artist === 'artist')).toBe(true);
  });

  it('is the same for the same moment, and moves with it', () => {
    expect(makeProduction(showOf('demo'), now)).toEqual(aurora);
    const later = makeProduction(showOf('demo'), new Date(now.getTime() + 7 * 24 * 3_600_000));
    expect(later.tasks.map(stateOf).map(({ status }) => status)).toEqual(states.map(({ status }) => status));
    expect(later.createdAt.getTime() - aurora.createdAt.getTime()).toBe(7 * 24 * 3_600_000);
  });
});

it('the production of the other studio is small', () => {
  const { project, tasks } = makeProduction(showOf('rival'), now);
  expect([project.id, tasks.length]).toEqual(['NVD', 12]);
});

it('everyone has a name of their own', () => {
  for (const { users } of demoStudios) {
    expect(new Set(users.map(({ username }) => username)).size).toBe(users.length);
    expect(new Set(users.map(({ name }) => name)).size).toBe(users.length);
  }
  expect(demoStudios[0]?.users.length).toBeGreaterThanOrEqual(17);
});
