import { describe, expect, it } from 'vitest';
import { unrecorded } from '../../../shared/domain/breakdown.ts';
import { itemFor, projectFor, taskFor } from '../../../shared/domain/client-view.ts';
import { makeCaller } from '../../support/caller.ts';
import { makeProject, makeTask } from '../../support/production.ts';

const secret = 'secret';
const project = makeProject({
  projectBudget: { totalMandays: 777, allocatedMandays: 777, remainingMandays: 777 },
  platformSettings: { linux: { workingRoot: secret, renderRoot: secret, mediaRoot: secret } },
  importedFrom: { extra: { secret } },
  taskCount: 777,
  progress: { tasksByStatus: { review: 777 }, doneTasks: 777, openTasks: 777, percentDone: 77.7 },
});
const task = makeTask({
  ...{ artist: secret, milestoneNote: secret, labels: [secret], linkedTaskIds: [secret], actualTimeLogged: 777 },
  ...{ workingFilePath: secret, renderOutputPath: secret, mediaFilePath: secret, cacheFilePath: secret },
  ...{ filename: secret, estimatedDurationHours: 777, importedFrom: { extra: { secret } } },
  ...{
    createdBy: secret,
    updatedBy: secret,
    customFields: { rig: secret },
    status: 'review',
    clientSubmissionHistory: [{ version: 'v001' }],
  },
});

describe('what a client sees', () => {
  const client = makeCaller({ role: 'client', projects: { SWA: 'client' } });

  it('is the work, and nothing of how it is done', () => {
    expect(JSON.stringify([projectFor(client, project), taskFor(client, task)])).not.toMatch(/secret|777/);
    expect(taskFor(client, task)).toMatchObject({
      ...{ id: task.id, shot: 'SH0020', status: 'review', revision: 1, artist: 'Unassigned' },
      clientSubmissionHistory: [{ version: 'v001' }],
    });
    expect(projectFor(client, project)).toMatchObject({ id: 'SWA', name: project.name, statuses: project.statuses });
    const names = { type: 'shot', id: 'sh0020', name: 'SH0020', episode: null, sequence: null } as const;
    const shot = {
      ...unrecorded(names, 'SWA'),
      cutIn: 1001,
      description: secret,
      createdBy: secret,
      updatedBy: secret,
    };
    expect(itemFor(client, shot)).toMatchObject({ name: 'SH0020', cutIn: 1001, description: '', createdBy: null });
    expect(JSON.stringify(itemFor(client, shot))).not.toMatch(secret);
  });
});

it.each(['manager', 'supervisor', 'artist', 'viewer'] as const)('a %s sees all', (role) => {
  const caller = makeCaller({ projects: { SWA: role } });
  expect(projectFor(caller, project)).toBe(project);
  expect(taskFor(caller, task)).toBe(task);
});

it('a client in one project may be an artist in another', () => {
  const caller = makeCaller({ projects: { SWA: 'artist', RGD: 'client' } });
  expect(taskFor(caller, task)).toBe(task);
  expect(taskFor(caller, { ...task, projectId: 'RGD' }).artist).toBe('Unassigned');
});
