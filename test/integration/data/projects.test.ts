import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../../shared/contract/errors.ts';
import type { Project } from '../../../shared/contract/projects.ts';
import { keys } from '../../../shared/data/keys.ts';
import { changeProject, checkedByProject, recentProject } from '../../../shared/data/projects.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { addProject } from '../../support/production.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
let studio: TestStudio;
beforeAll(async () => {
  table = await useTable();
});
beforeEach(async () => {
  studio = await newStudio();
  await addProject(studio.changeBy('user_sue'));
});
afterEach(() => {
  vi.useRealTimers();
});

const change = (decide: (project: Project) => Project) =>
  changeProject('SWA', { type: 'project.updated', expected: undefined, decide }, studio.changeBy('user_sue'));
const withLevel = (project: Project) => ({ ...project, priorityLevels: [...project.priorityLevels, 'someday'] });

it('a project is read once a second for its rules', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  await recentProject(studio.id, 'SWA');
  await change(withLevel);
  vi.advanceTimersByTime(999);
  expect((await recentProject(studio.id, 'SWA')).revision).toBe(1);
  vi.advanceTimersByTime(1);
  expect((await recentProject(studio.id, 'SWA')).revision).toBe(2);
});

it('what older rules refuse is checked by the ones of now', async () => {
  const check = vi.fn((project: Project) => {
    if (!project.priorityLevels.includes('someday')) throw new ApiError('VALIDATION_ERROR', 'Not in the list');
    return project.revision;
  });
  const checked = () => checkedByProject(studio.id, 'SWA', check);
  await expect(checked()).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  await change(withLevel);
  expect(await checked()).toBe(2);
  await expect(checkedByProject(studio.id, 'NONE', check)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('counts nothing any more of statuses that it let go of, unless a task is in one', async () => {
  const key = keys.project(studio.id, 'SWA');
  const past = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`inStatus#past${index}`, 0]));
  await table.put({ ...key, ...(await table.get(key)), ...past, 'inStatus#old': 2, 'inStatus#review': 0 });
  const left = async () => Object.keys((await table.get(key)) ?? {}).filter((name) => name.startsWith('inStatus#'));
  await change(withLevel);
  expect(await left()).toHaveLength(152);
  await change((project) => ({ ...project, statuses: project.statuses.filter(({ name }) => name !== 'final') }));
  expect((await left()).sort()).toEqual(['inStatus#old', 'inStatus#review']);
});
