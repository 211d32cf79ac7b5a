import { describe, expectTypeOf, it } from 'vitest';
import type { operations } from '../../shared/contract/index.ts';
import type { BodyOf, DataOf, ParamsOf, QueryOf } from '../../shared/contract/operation.ts';

type Operations = typeof operations;

describe('the types that follow from an operation', () => {
  it('knows what a handler gets', () => {
    expectTypeOf<ParamsOf<Operations['getTask']>>().toEqualTypeOf<{ taskId: string }>();
    expectTypeOf<QueryOf<Operations['listTasks']>['limit']>().toEqualTypeOf<number>();
    expectTypeOf<QueryOf<Operations['listTasks']>['status']>().toEqualTypeOf<string[] | undefined>();
    expectTypeOf<BodyOf<Operations['updateNotification']>>().toEqualTypeOf<{ isRead: boolean }>();
    expectTypeOf<BodyOf<Operations['createTask']>['type']>().toEqualTypeOf<'shot' | 'asset' | 'sequence'>();
    expectTypeOf<BodyOf<Operations['createTask']>['status']>().toEqualTypeOf<string | undefined>();
  });

  it('lets a patch leave out and remove, and nothing else', () => {
    type Patch = BodyOf<Operations['updateTask']>;
    expectTypeOf<Patch['shot']>().toEqualTypeOf<string | null | undefined>();
    expectTypeOf<Patch>().not.toHaveProperty('projectId');
    expectTypeOf<Patch>().not.toHaveProperty('revision');
  });

  it('knows what a handler must give', () => {
    expectTypeOf<DataOf<Operations['getMe']>['role']>().toEqualTypeOf<
      'admin' | 'supervisor' | 'coordinator' | 'artist' | 'client'
    >();
    expectTypeOf<DataOf<Operations['logout']>>().toEqualTypeOf<undefined>();
    expectTypeOf<DataOf<Operations['getTask']>>().not.toHaveProperty('password');
  });

  it('has nothing where nothing is taken', () => {
    expectTypeOf<BodyOf<Operations['getMe']>>().toEqualTypeOf<undefined>();
    expectTypeOf<keyof ParamsOf<Operations['listTasks']>>().toEqualTypeOf<never>();
  });
});
