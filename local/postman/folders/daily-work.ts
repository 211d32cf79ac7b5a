import { check, type Folder, keep } from '../scenario.ts';

export const dailyWork: Folder = {
  name: 'Daily work',
  description: 'What artists and their tools do with a task: versions, hours, comments, paths, shot lists.',
  scenarios: [
    {
      name: 'Create Version',
      operation: 'createVersion',
      body: { description: 'Softer rim light' },
      status: 201,
      after: [check('is the first', "pm.expect(body.data.label).to.eql('v001')"), keep('version', 'body.data.label')],
    },
    {
      name: 'Get Version',
      operation: 'getVersion',
      status: 200,
    },
    {
      name: 'Submit Version for Review',
      operation: 'updateVersion',
      body: { status: 'review' },
      status: 200,
    },
    {
      name: 'Approve Version',
      operation: 'updateVersion',
      body: { status: 'approved' },
      status: 200,
    },
    {
      name: 'Publish Version',
      operation: 'publishVersion',
      body: { notes: 'For comp' },
      status: 200,
      after: [check('is published', "pm.expect(body.data.status).to.eql('published')")],
    },
    {
      name: 'Log Hours',
      operation: 'createTimeEntry',
      body: { date: '2026-01-15', hours: 7.5, note: 'Lighting' },
      status: 201,
      after: [keep('entryId', 'body.data.id')],
    },
    {
      name: 'Correct Hours',
      operation: 'updateTimeEntry',
      body: { hours: 8 },
      status: 200,
      after: [check('are corrected', 'pm.expect(body.data.hours).to.eql(8)')],
    },
    {
      name: 'Comment',
      operation: 'createComment',
      body: { text: 'Rim is too hot at frame 1043, @{{artist}}' },
      status: 201,
      after: [keep('commentId', 'body.data.id')],
    },
    { name: 'Edit Comment', operation: 'updateComment', body: { text: 'Rim is right now' }, status: 200 },
    { name: 'Comment History', operation: 'listCommentHistory', status: 200 },
    {
      name: 'Generate Paths',
      operation: 'generatePaths',
      body: { projectId: '{{projectId}}', taskId: '{{taskId}}', version: 7, fileType: 'maya_scene', platform: 'linux' },
      status: 200,
      after: [check('has a file name', 'pm.expect(body.data.filename).to.match(/v007/)')],
    },
    {
      name: 'Preview a Shot List',
      operation: 'importTasks',
      query: { projectId: '{{projectId}}', validateOnly: 'true' },
      body: 'Episode,Sequence,Shot,Cut In,Cut Out,Task,task duration\nEp01,sq0010,SH0020,1001,1100,Composite,2\n',
      status: 200,
      after: [check('would make a task', 'pm.expect(body.data.progress.created).to.eql(1)')],
    },
    {
      name: 'Export Tasks',
      operation: 'exportTasks',
      query: { projectId: '{{projectId}}' },
      headers: { Accept: 'text/csv' },
      status: 200,
    },
  ],
};
