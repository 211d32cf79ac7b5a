import { describe, expect, it } from 'vitest';
import type { Task } from '../../../shared/contract/tasks.ts';
import { preview } from '../../../shared/domain/imports.ts';
import { readShotList } from '../../../shared/domain/shot-list/read.ts';
import { makeProject } from '../../support/production.ts';

describe('a preview', () => {
  it('says of an id that a task elsewhere has what the import itself says, whatever is on existing tasks', () => {
    const project = makeProject({});
    const list = 'Id,Shot,Task\nhero,A,comp';
    const { rows } = readShotList(list, { project, mayAddTaskTypes: true, usernameOf: () => undefined });
    const elsewhere = { id: 'hero', projectId: 'RGD', archivedAt: null } as Task;
    const [row] = preview(rows, project, 'skip', new Map([['hero', elsewhere]]));
    expect(row).toMatchObject({
      tasks: [{ action: 'fail' }],
      errors: [{ field: 'Id', suggestion: 'Choose another id' }],
    });
  });
});
