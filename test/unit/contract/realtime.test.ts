import { describe, expect, it } from 'vitest';
import { channelName, feedOf, inboxOf, socketActions } from '../../../shared/contract/realtime.ts';
import { consumers } from '../../../shared/manifest/consumers.ts';
import { channelOfSocketPath } from '../../../shared/manifest/edge.ts';

describe('channel names', () => {
  it.each([inboxOf('user_5f0c'), feedOf('SWA'), 'user:a-b'])('%s is one', (name) => {
    expect(channelName.parse(name)).toBe(name);
  });

  it.each([
    '',
    'user:',
    'studio:demo',
    'User:a',
    'project:SWA#x',
    'project:../x',
    'project: SWA',
    'user:a:b',
    `user:${'a'.repeat(120)}`,
  ])('%j is none', (name) => {
    expect(channelName.safeParse(name).success).toBe(false);
  });
});

describe('the address of a socket', () => {
  it.each([
    ['/ws/notifications/user_1', 'user:user_1'],
    ['/ws/tasks/SWA', 'project:SWA'],
    ['/ws/tasks/SWA/', 'project:SWA'],
  ])('%s subscribes to %s', (path, channel) => {
    expect(channelOfSocketPath(path)).toBe(channel);
    expect(channelName.parse(channel)).toBe(channel);
  });

  it.each([
    '/ws',
    '/ws/',
    '/ws/tasks',
    '/ws/tasks/',
    '/ws/tasks/a/b',
    '/ws/tasks/..',
    '/ws/other/a',
    '/ws/tasks/a%2fb',
    '/x/ws/tasks/a',
  ])('%s subscribes to nothing', (path) => {
    expect(channelOfSocketPath(path)).toBeUndefined();
  });
});

describe('socket messages', () => {
  it('have a consumer for each action, under its route', () => {
    const routes = Object.values(consumers).flatMap((consumer) =>
      consumer.source === 'socket' ? [consumer.route] : [],
    );
    expect(routes.filter((route) => !route.startsWith('$')).sort()).toEqual(Object.keys(socketActions).sort());
  });

  it.each([
    [{ action: 'resume', channel: 'project:SWA', after: 7 }, true],
    [{ action: 'resume', channel: 'project:SWA' }, false],
    [{ action: 'resume', channel: 'project:SWA', after: -1 }, false],
    [{ action: 'resume', channel: 'project:SWA', after: 1.5 }, false],
    [{ action: 'resume', channel: 'project:SWA', after: '7' }, false],
    [{ action: 'resume', channel: 'project:SWA', after: 7, more: 1 }, false],
    [{ action: 'subscribe', channel: 'project:SWA', after: 7 }, false],
  ])('%j: %s', (message, accepted) => {
    const schema = socketActions[message.action as keyof typeof socketActions];
    expect(schema.safeParse(message).success).toBe(accepted);
  });
});
