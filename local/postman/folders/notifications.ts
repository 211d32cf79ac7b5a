import { check, type Folder, keep } from '../scenario.ts';

export const notifications: Folder = {
  name: 'Notifications',
  description:
    'The inbox, and live updates. Postman’s collections hold no WebSockets: the notes of the last two say how.',
  scenarios: [
    {
      name: 'Create Notification',
      operation: 'createNotification',
      body: { userId: '{{myId}}', type: 'announcement', title: 'Dailies', message: 'At ten, in the small theatre.' },
      status: 201,
      after: [keep('notificationId', 'body.data.id')],
    },
    {
      name: 'List Notifications',
      operation: 'listNotifications',
      query: { isRead: 'false', limit: '10' },
      status: 200,
    },
    {
      name: 'Mark as Read',
      operation: 'updateNotification',
      body: { isRead: true },
      status: 200,
      after: [check('is read', 'pm.expect(body.data.isRead).to.be.true')],
    },
    {
      name: 'Notification Statistics',
      operation: 'notificationStats',
      status: 200,
      after: [check('counts', "pm.expect(body.data).to.have.all.keys('unread', 'byType', 'byProject')")],
    },
    {
      name: 'WebSocket Connection',
      operation: 'createWebsocketTicket',
      description:
        'A ticket opens one socket within 30 seconds: `npx wscat -c "ws://localhost:8080/ws/tasks/<project>?ticket=<ticket>"`, ' +
        'or in Postman a WebSocket request to the same address.',
      status: 201,
      after: [
        check('is a ticket', "pm.expect(body.data.ticket).to.be.a('string')"),
        keep('ticket', 'body.data.ticket'),
      ],
    },
    {
      name: 'Real-time Updates',
      operation: 'listProjectChanges',
      description:
        'What sockets of the project are pushed, by its numbers: the very frames that `resume` replays. With a socket ' +
        'open, “Update Task Status” shows up on it within a second.',
      query: { after: '0' },
      status: 200,
    },
  ],
};
