import type { Caller } from '../../shared/domain/access.ts';

/** Someone who is an artist of the studio and a member of nothing, unless said otherwise. */
export function makeCaller(fields: Partial<Caller> = {}): Caller {
  return {
    studio: 'demo',
    userId: 'user_ann',
    username: 'ann',
    role: 'artist',
    projects: {},
    sessionId: 'sess_1',
    clientType: 'web',
    ...fields,
  };
}
