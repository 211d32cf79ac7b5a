import {
  type AnswerOf,
  type Answers,
  archived,
  august,
  changed,
  changedAt,
  entity,
  mika,
  projectId,
  sana,
  taskId,
} from './world.ts';

const email = 'mika@montu.example';
const user: AnswerOf<'getUser'> = {
  ...{ ...mika, displayName: 'Mika Sato', email },
  ...{ department: 'lighting', role: 'artist', active: true, ...entity() },
};

const member = { userId: mika.id, projectId, role: 'artist', ...entity() } as const;

const session = {
  ...{ id: 'sess_5a619f25a580bbb6ecd69ccd', clientType: 'web' as const },
  ...{ createdAt: august(29, '08:58'), expiresAt: '2025-09-28T08:58:00.000Z' },
};

const commentId = 'comment_0mex1q3kl0f9f5f7e6f4e8632';
const notification: AnswerOf<'getNotification'> = {
  ...{ id: 'notif_0mex1q4c05d3a7b92e6f1c048', userId: mika.id, type: 'mention' },
  ...{ title: 'Mention', message: 'You were mentioned on the Lighting task for SH0020' },
  ...{ data: { projectId, taskId, commentId }, isRead: false, priority: 'high' },
  ...{ createdAt: changedAt, expiresAt: '2025-09-05T10:00:00.000Z' },
};

const message: AnswerOf<'sendMessage'> = {
  ...{ threadId: 'thread_0mex1q3z808c6e1d7b905cf30', number: 12, author: sana, text: 'Can we look at it at four?' },
  ...{ editedAt: null, deleted: false, ...entity(sana, changedAt) },
};
const thread: AnswerOf<'getThread'> = {
  ...{ id: message.threadId, subject: 'Sequence 10', participants: [sana, mika], unread: 1, lastMessage: message },
  createdAt: august(4, '09:30'),
};

const comment: AnswerOf<'createComment'> = {
  ...{ id: commentId, taskId, projectId, threadId: commentId },
  ...{ parentId: null, author: sana, text: 'Frame 1043 flickers. @mika, could you look?', mentions: [mika] },
  ...{ editedAt: null, deleted: false, ...entity(sana, changedAt) },
};

const note = 'Relit the background';
const hours: AnswerOf<'createTimeEntry'> = {
  ...{ id: 'hours_0mex1q3qaa1bbd21ff33db285', taskId, projectId, userId: mika.id, username: mika.username },
  ...{ date: '2025-08-29', hours: 3.5, note, ...entity(mika, changedAt) },
};

/** The person that is asked for as `me` is the artist. */
export const people = {
  login: {
    ...{ accessToken: 'eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6Ik…', tokenType: 'bearer' },
    ...{ expiresIn: 3_600, refreshToken: 'mrt_9f2c1e7b…' },
  },
  getMe: {
    ...{ id: mika.id, username: mika.username, displayName: user.displayName, email, studio: 'montu' },
    ...{ role: user.role, projects: { [projectId]: member.role }, clientType: 'web', sessionId: session.id },
  },
  listSessions: { ...session, lastUsedAt: august(29, '09:58'), current: true },
  createWebsocketTicket: {
    ...{ ticket: 'MJMxnaPN1vEdGBdROhi9AL9l7Fj1Avk5aRhu3b1nd_w', expiresAt: '2025-08-29T10:00:30.000Z' },
  },
  getUser: user,
  deactivateUser: { ...archived(user), active: false },
  erasePersonalData: {
    ...archived(user),
    ...{ username: 'erased-8c7e2f14', displayName: 'Erased person', email: null, department: null, active: false },
  },
  exportPersonalData: {
    ...{ user, projects: { [projectId]: member.role }, sessions: [session] },
    notifications: [
      ...[{ id: notification.id, type: notification.type, message: notification.message, createdAt: changedAt }],
    ],
    timeEntries: [{ id: hours.id, taskId, date: hours.date, hours: hours.hours, note }],
    comments: [
      { id: 'comment_0mex2a7b2c4d6e8f0a1b3c5d7', taskId, text: 'Steady now.', createdAt: august(29, '14:10') },
    ],
    messages: [{ threadId: message.threadId, number: 11, text: 'It is ready.', createdAt: august(29, '09:40') }],
    activity: [{ id: `task:${taskId}@7`, type: 'task.updated', at: changedAt, ip: '192.0.2.7' }],
  },
  listMembers: { ...member, username: user.username, displayName: user.displayName },
  getNotification: notification,
  updateNotification: { ...notification, isRead: true },
  notificationStats: { unread: 3, byType: { mention: 1, task_assigned: 2 }, byProject: { [projectId]: 3 } },
  bulkNotifications: { changed: 3, unchanged: 1, notFound: [], hasMore: false },
  getNotificationPreferences: { types: { task_updated: 'inbox' }, revision: 2 },
  watchTask: { kind: 'task', id: taskId, level: 'watch', since: changedAt },
  watchProject: { kind: 'project', id: projectId, level: 'mute', since: changedAt },
  getThread: thread,
  readThread: { ...thread, unread: 0 },
  sendMessage: message,
  updateMessage: changed(message, { text: 'At four, not at three', editedAt: changedAt }),
  deleteMessage: changed(message, { text: '', deleted: true }),
  createComment: comment,
  updateComment: changed(comment, { text: 'Rim light is right now', mentions: [], editedAt: changedAt }),
  deleteComment: changed(comment, { text: '', mentions: [], deleted: true }),
  listCommentHistory: { text: comment.text, at: comment.createdAt },
  createTimeEntry: hours,
  sumTimeEntries: {
    ...{ groupBy: 'week', hours: 41.5, overtimeHours: 1.5, entries: 12 },
    groups: [{ key: '2025-W35', hours: 41.5, overtimeHours: 1.5, entries: 12 }],
  },
} satisfies Answers;
