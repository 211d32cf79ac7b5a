import { check, type Folder, keep } from '../scenario.ts';

const shot = { projectId: '{{projectId}}', episode: 'Ep01', sequence: 'sq0010', shot: 'SH0010' };

export const tasks: Folder = {
  name: 'Tasks',
  description: 'Work on shots and assets: made, changed without losing anybody’s change, listed and searched.',
  scenarios: [
    {
      name: 'Create Task',
      operation: 'createTask',
      headers: { 'Idempotency-Key': '{{$guid}}' },
      body: { ...shot, task: 'lighting', priority: 'high', deadline: '2030-01-31T17:00:00.000Z' },
      status: 201,
      after: [
        keep('taskId', 'body.data.id'),
        keep('taskTag', "pm.response.headers.get('ETag')"),
        keep('written', 'body.data.id + "@" + body.data.revision'),
      ],
    },
    {
      name: 'Get Task Details',
      operation: 'getTask',
      status: 200,
      after: [check('has a tag', 'pm.expect(pm.response.headers.get(\'ETag\')).to.match(/^"\\d+"$/)')],
    },
    {
      name: 'Update Task Status',
      operation: 'updateTask',
      headers: { 'If-Match': '{{taskTag}}' },
      body: { status: 'in_progress' },
      status: 200,
      after: [
        check('is under way', "pm.expect(body.data.status).to.eql('in_progress')"),
        keep('written', 'body.data.id + "@" + body.data.revision'),
      ],
    },
    {
      name: 'Update Task (Somebody Was Faster)',
      operation: 'updateTask',
      headers: { 'If-Match': '{{taskTag}}' },
      body: { status: 'review' },
      status: 412,
      code: 'VERSION_CONFLICT',
    },
    {
      name: 'Bulk Task Operations',
      operation: 'bulkTasks',
      headers: { 'Idempotency-Key': '{{$guid}}' },
      body: {
        operations: [
          { op: 'create', data: { ...shot, task: 'comp' } },
          { op: 'update', id: '{{taskId}}', data: { priority: 'urgent' } },
        ],
      },
      status: 200,
      after: [
        check('did both', 'pm.expect(body.data.results.map(({ status }) => status)).to.eql([201, 200])'),
        keep('written', 'body.data.results[1].id + "@" + body.data.results[1].revision'),
      ],
    },
    {
      name: 'List Tasks (All Filters)',
      operation: 'listTasks',
      description: 'Every filter at once. `Montu-After` names the change that the list must contain.',
      headers: { 'Montu-After': '{{written}}' },
      query: {
        ...{ projectId: '{{projectId}}', type: 'shot', episode: 'Ep01', sequence: 'sq0010', shot: 'SH0010' },
        ...{ task: 'lighting,comp', status: 'in_progress,review', milestone: 'not_started', priority: 'urgent,high' },
        ...{ unassigned: 'true', overdue: 'false', open: 'true', hasDeadline: 'true', archived: 'false' },
        ...{ search: 'light', sort: 'deadline', order: 'asc' },
        ...{ deadlineAfter: '2030-01-01T00:00:00.000Z', deadlineBefore: '2030-02-01T00:00:00.000Z' },
        ...{ createdAfter: '2020-01-01T00:00:00.000Z', updatedAfter: '2020-01-01T00:00:00.000Z' },
        ...{ fields: 'id,status,priority', include: 'total', limit: '10' },
      },
      status: 200,
      after: [
        check('is the one', "pm.expect(body.data.map(({ id }) => id)).to.eql([pm.collectionVariables.get('taskId')])"),
        check('says how many there are', 'pm.expect(body.pagination.total).to.eql(1)'),
        check('has what was asked for', "pm.expect(body.data[0]).to.have.all.keys('id', 'status', 'priority')"),
      ],
    },
    {
      name: 'Task Search',
      operation: 'search',
      headers: { 'Montu-After': '{{written}}' },
      query: { q: 'SH0010', projectId: '{{projectId}}' },
      status: 200,
      after: [check('finds something', 'pm.expect(body.data).not.to.be.empty')],
    },
  ],
};
