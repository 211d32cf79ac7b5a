import type { ProjectEvent } from '../../shared/domain/events.ts';

/** A status change of a task, unless said otherwise. */
export function makeEvent(fields: Partial<ProjectEvent> = {}): ProjectEvent {
  return {
    type: 'task.updated',
    studio: 'demo',
    entity: 'task',
    entityId: 'ep00_sq0010_sh0020_lighting',
    projectId: 'SWA',
    revision: 2,
    at: '2025-08-29T10:00:00.000Z',
    actor: { userId: 'user_sue', requestId: 'req_1', ip: '127.0.0.1' },
    changes: { status: { from: 'not_started', to: 'in_progress' } },
    about: { shot: 'SH0020', task: 'lighting', artist: 'user_ann' },
    ...fields,
  };
}
