import { check, type Folder, keep } from '../scenario.ts';

export const projects: Folder = {
  name: 'Projects',
  description: 'Productions and their configuration. Makes the project in which the folders below work.',
  scenarios: [
    {
      name: 'Create Project (Valid)',
      operation: 'createProject',
      before: [keep('projectId', "'PM' + Date.now().toString(36).toUpperCase()")],
      body: {
        ...{ id: '{{projectId}}', name: 'Made by Postman' },
        platformSettings: {
          linux: { workingRoot: '/mnt/projects', renderRoot: '/mnt/renders', mediaRoot: '/mnt/media' },
        },
      },
      status: 201,
      after: [
        check('has the house defaults', "pm.expect(body.data.filenamePatterns).to.include.keys('maya_scene')"),
        keep('projectTag', "pm.response.headers.get('ETag')"),
      ],
    },
    {
      name: 'Create Project (Invalid Data)',
      operation: 'createProject',
      body: { id: 'not a code!', name: '', driveMapping: { workingFiles: 7 } },
      status: 400,
      code: 'VALIDATION_ERROR',
      after: [
        check(
          'names every field at once',
          "pm.expect(body.error.details.map(({ field }) => field)).to.include.members(['id', 'name', 'driveMapping.workingFiles'])",
        ),
      ],
    },
    {
      name: 'List Projects (Pagination)',
      operation: 'listProjects',
      query: { limit: '1' },
      status: 200,
      after: [
        check('is one project', 'pm.expect(body.data).to.have.lengthOf(1)'),
        check('has more', 'pm.expect(body.pagination.hasMore).to.be.true'),
        keep('firstProjectId', 'body.data[0].id'),
        keep('projectsCursor', 'body.pagination.nextCursor'),
      ],
    },
    {
      name: 'List Projects (Next Page)',
      operation: 'listProjects',
      query: { limit: '1', cursor: '{{projectsCursor}}' },
      status: 200,
      after: [
        check(
          'is another project',
          "pm.expect(body.data[0].id).not.to.eql(pm.collectionVariables.get('firstProjectId'))",
        ),
      ],
    },
    {
      name: 'Get Project Details',
      operation: 'getProject',
      status: 200,
      after: [check('is the one', "pm.expect(body.data.id).to.eql(pm.collectionVariables.get('projectId'))")],
    },
    {
      name: 'Update Project',
      operation: 'updateProject',
      headers: { 'If-Match': '{{projectTag}}' },
      body: { description: 'Changed by Postman' },
      status: 200,
      after: [check('is changed', "pm.expect(body.data.description).to.eql('Changed by Postman')")],
    },
  ],
};

/** Runs when nothing needs the project any more. */
export const projectEnd: Folder = {
  name: 'Projects: the end',
  description: 'A project is archived, not deleted: it can be restored.',
  scenarios: [{ name: 'Delete Project', operation: 'archiveProject', status: 200 }],
};
