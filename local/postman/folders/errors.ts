import { check, type Folder } from '../scenario.ts';

export const errors: Folder = {
  name: 'Error Scenarios',
  description: 'What goes wrong, and what is told of it.',
  scenarios: [
    {
      name: '400 Bad Request',
      operation: 'createTask',
      body: { projectId: '{{projectId}}', shot: 'SH0010', task: 'lihgting', statsu: 'review' },
      status: 400,
      code: 'VALIDATION_ERROR',
      after: [
        check('says which field', "pm.expect(body.error.details[0]).to.include.keys('field', 'message', 'code')"),
      ],
    },
    {
      name: '400 Malformed Body',
      operation: 'createTask',
      body: '{ "projectId": ',
      status: 400,
      code: 'MALFORMED_BODY',
    },
    {
      name: '401 Unauthorized',
      operation: 'listProjects',
      token: 'none',
      status: 401,
      code: 'UNAUTHENTICATED',
      after: [
        check('says how to sign in', "pm.expect(pm.response.headers.get('WWW-Authenticate')).to.match(/^Bearer/)"),
      ],
    },
    {
      name: '403 Forbidden: an artist signs in',
      operation: 'login',
      body: { username: '{{artist}}', password: '{{password}}', studio: '{{studio}}' },
      status: 200,
      after: ["pm.collectionVariables.set('artistToken', body.accessToken);"],
    },
    {
      name: '403 Forbidden',
      operation: 'createProject',
      token: '{{artistToken}}',
      body: { id: 'NOTMINE', name: 'Not an artist’s to make' },
      status: 403,
      code: 'FORBIDDEN',
    },
    {
      name: '404 Not Found',
      operation: 'getTask',
      params: { taskId: 'there_is_no_such_task' },
      status: 404,
      code: 'NOT_FOUND',
    },
    {
      name: '415 Unsupported Media Type',
      operation: 'createTask',
      headers: { 'Content-Type': 'application/xml' },
      body: '<task/>',
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
    },
    {
      name: '429 Too Many Requests',
      operation: 'login',
      description: 'Sign-in slows down after wrong passwords. Sent until that happens.',
      body: { username: '{{client}}', password: 'a wrong password, on purpose', studio: '{{studio}}' },
      status: 429,
      code: 'RATE_LIMITED',
      repeatWhile: 401,
      after: [
        check('says when to try again', "pm.expect(Number(pm.response.headers.get('Retry-After'))).to.be.above(0)"),
      ],
    },
    {
      name: '500 Internal Error: never for what was sent',
      operation: 'createTask',
      description:
        'A failure of the server has the same shape as every error, code `INTERNAL` and a `requestId` to tell us. What a ' +
        'client sends must not cause one: here is what breaks careless servers.',
      body: '{ "projectId": { "$ne": null }, "shot": "\\u0000../..", "task": ["lighting"], "__proto__": { "admin": true } }',
      status: 400,
    },
  ],
};
