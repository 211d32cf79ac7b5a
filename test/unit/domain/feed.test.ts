import { describe, expect, it } from 'vitest';
import { eventId } from '../../../shared/domain/events.ts';
import { feedMessage, peopleOfChanges } from '../../../shared/domain/feed.ts';
import { makeEvent } from '../../support/events.ts';

const showArtist = (stored: string) => (stored === 'user_ann' ? 'ann' : stored);

describe('an event on the feed', () => {
  it('tells old and new values, the revision, and who', () => {
    expect(feedMessage(makeEvent(), showArtist)).toEqual({
      type: 'task.updated',
      id: 'task:ep00_sq0010_sh0020_lighting@2',
      createdAt: '2025-08-29T10:00:00.000Z',
      data: {
        taskId: 'ep00_sq0010_sh0020_lighting',
        projectId: 'SWA',
        revision: 2,
        actorId: 'user_sue',
        changes: { status: { old: 'not_started', new: 'in_progress' } },
      },
    });
  });

  it('shows artists as clients know them', () => {
    const changes = { artist: { from: null, to: 'user_ann' }, filename: { from: 'user_ann', to: '' } };
    expect(feedMessage(makeEvent({ changes }), showArtist).data.changes).toEqual({
      artist: { old: null, new: 'ann' },
      filename: { old: 'user_ann', new: '' },
    });
  });

  it('of a version names it and its task, and people as clients know them', () => {
    const lock = { by: 'user_ann', at: '2025-08-29T10:00:00.000Z', reason: '' };
    const changes = { author: { from: null, to: 'user_ann' }, lock: { from: lock, to: null } };
    const about = { taskId: 'ep00_sq0010_sh0020_lighting', version: 'v007' };
    const event = makeEvent({ ...{ type: 'version.updated', entity: 'version', entityId: 'x_v7' }, changes, about });
    expect(feedMessage(event, showArtist)).toMatchObject({
      ...{ type: 'version.updated', id: 'version:x_v7@2' },
      data: {
        ...about,
        changes: { author: { old: null, new: 'ann' }, lock: { old: { ...lock, by: 'ann' }, new: null } },
      },
    });
    expect(peopleOfChanges({ ...changes, status: { from: 'user_x', to: 'user_y' } })).toEqual([
      ...[null, 'user_ann', 'user_ann', undefined],
    ]);
  });

  it('of a project names no task', () => {
    const event = makeEvent({ type: 'project.updated', entity: 'project', entityId: 'SWA' });
    expect(feedMessage(event, showArtist).data).not.toHaveProperty('taskId');
  });

  it('is a pointer when it is large', () => {
    const changes = { milestoneNote: { from: '', to: 'a'.repeat(130_000) } };
    expect(feedMessage(makeEvent({ changes }), showArtist).data).toEqual({
      ...{ taskId: 'ep00_sq0010_sh0020_lighting', projectId: 'SWA', revision: 2, tooLarge: true },
    });
  });
});

describe('an event', () => {
  it('has a name of its own for each revision', () => {
    expect(eventId(makeEvent({ revision: 3 }))).not.toBe(eventId(makeEvent({ revision: 2 })));
    expect(eventId(makeEvent({ entity: 'project' }))).not.toBe(eventId(makeEvent()));
  });
});
