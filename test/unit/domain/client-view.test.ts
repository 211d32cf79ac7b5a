import { describe, expect, it } from 'vitest';
import { project as projectSchema } from '../../../shared/contract/projects.ts';
import { task as taskSchema } from '../../../shared/contract/tasks.ts';
import { version as versionSchema } from '../../../shared/contract/versions.ts';
import { unrecorded } from '../../../shared/domain/breakdown.ts';
import { itemFor, projectFor, taskFor, versionFor } from '../../../shared/domain/client-view.ts';
import { makeCaller } from '../../support/caller.ts';
import { makeProject, makeTask } from '../../support/production.ts';
import { makeVersion } from '../../support/versions.ts';

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

const names = { type: 'shot', id: 'sh0020', name: 'SH0020', episode: null, sequence: null } as const;
const shot = { ...unrecorded(names, 'SWA'), cutIn: 1001, description: secret, createdBy: secret, updatedBy: secret };
const version = makeVersion();

describe('what a client sees', () => {
  const client = makeCaller({ role: 'client', projects: { SWA: 'client' } });

  it('is the work, and nothing of how it is done', () => {
    expect(JSON.stringify([projectFor(client, project), taskFor(client, task)])).not.toMatch(/secret|777/);
    expect(taskFor(client, task)).toMatchObject({
      ...{ id: task.id, shot: 'SH0020', status: 'review', revision: 1, artist: 'Unassigned' },
      clientSubmissionHistory: [{ version: 'v001' }],
    });
    expect(projectFor(client, project)).toMatchObject({ id: 'SWA', name: project.name, statuses: project.statuses });
    expect(itemFor(client, shot)).toMatchObject({ name: 'SH0020', cutIn: 1001, description: '', createdBy: null });
    expect(JSON.stringify(itemFor(client, shot))).not.toMatch(secret);
  });

  it('is only what is listed here: a field is hidden until somebody decides otherwise', () => {
    /** The names of those fields of an entity that a client gets as they are. */
    const shownOf = <T extends object>(shape: object, entity: T, view: (entity: T) => T) => {
      const marked = { ...Object.fromEntries(Object.keys(shape).map((name) => [name, Symbol(name)])), ...entity };
      const seen = view(marked);
      return Object.keys(shape).filter((name) => seen[name as keyof T] === marked[name as keyof T]);
    };
    const entity = ['revision', 'createdAt', 'updatedAt', 'archivedAt'];
    const inSwa = { id: 'SWA', projectId: 'SWA' };
    expect(shownOf(taskSchema.shape, inSwa as typeof task, (one) => taskFor(client, one))).toEqual([
      ...['id', 'projectId', 'type', 'episode', 'sequence', 'shot', 'task', 'status', 'milestone', 'frameRange'],
      ...['priority', 'startTime', 'deadline', 'versions', 'currentVersion', 'publishedVersion'],
      ...['clientSubmissionHistory', 'fileExtension', 'masterFile', 'sequenceClean', 'shotClean', 'episodeClean'],
      ...entity,
    ]);
    expect(shownOf(projectSchema.shape, inSwa as unknown as typeof project, (one) => projectFor(client, one))).toEqual([
      ...['id', 'name', 'description', 'nameCleaningRules', 'versionSettings', 'taskSettings', 'statuses'],
      ...['milestones', 'taskTypes', 'priorityLevels', 'clientSettings', 'frameSettings', 'colorPipeline'],
      ...['projectTimeline', 'mediaConfiguration', 'statusTransitions', 'customFields', ...entity],
    ]);
    expect(shownOf(versionSchema.shape, inSwa as typeof version, (one) => versionFor(client, one))).toEqual([
      ...['id', 'number', 'label', 'taskId', 'projectId', 'status', 'fileSize', 'clientVersions', ...entity],
    ]);
  });
});

it.each(['manager', 'supervisor', 'artist', 'viewer'] as const)('a %s sees all', (role) => {
  const caller = makeCaller({ projects: { SWA: role } });
  expect(projectFor(caller, project)).toBe(project);
  expect(taskFor(caller, task)).toBe(task);
  expect(versionFor(caller, version)).toBe(version);
  expect(itemFor(caller, shot)).toBe(shot);
});

it('a client in one project may be an artist in another', () => {
  const caller = makeCaller({ projects: { SWA: 'artist', RGD: 'client' } });
  expect(taskFor(caller, task)).toBe(task);
  expect(taskFor(caller, { ...task, projectId: 'RGD' }).artist).toBe('Unassigned');
});
