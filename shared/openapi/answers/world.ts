import type { operations } from '../../contract/index.ts';
import type { DataOf } from '../../contract/operation.ts';

type Operations = typeof operations;

/** What an operation answers with, as a handler gives it: an item, or one of a list. */
export type AnswerOf<Id extends keyof Operations> = DataOf<Operations[Id]>;

/** The same of several operations, in one small studio. */
export type Answers = { readonly [Id in keyof Operations]?: AnswerOf<Id> };

/** An artist. */
export const mika = { id: 'user_9f2c1e7b4d5a60318c7e2f14', username: 'mika' };
/** Their supervisor. */
export const sana = { id: 'user_3b81d0c6a7f2495e18d4c09a', username: 'sana' };

export const projectId = 'SWA';
export const taskId = 'ep00_sq0010_sh0020_lighting';

/** A moment of August 2025, in UTC. */
export const august = (day: number, time: string): string => `2025-08-${String(day).padStart(2, '0')}T${time}:00.000Z`;

/** When entities were changed last. */
export const changedAt = august(29, '10:00');

/** The members of an entity that is new. */
export const entity = (by = sana, createdAt = august(4, '09:30')) => ({
  ...{ revision: 1, createdAt, updatedAt: createdAt, createdBy: by.id, updatedBy: by.id, archivedAt: null },
});

/** An entity after one more change. */
export const changed = <T extends { revision: number }>(one: T, change: Partial<T>): T => ({
  ...one,
  ...{ revision: one.revision + 1, updatedAt: changedAt },
  ...change,
});

/** An entity after it was archived. */
export const archived = <T extends { revision: number; archivedAt: string | null }>(one: T): T => ({
  ...one,
  ...{ revision: one.revision + 1, updatedAt: changedAt, archivedAt: changedAt },
});
