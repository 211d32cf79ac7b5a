import { describe, expectTypeOf, it } from 'vitest';
import type * as z from 'zod';
import type { Client, ClientOptions } from '../../client/src/client.ts';
import type {
  CreateTaskRequest,
  ListTasksQuery,
  Notification,
  Project,
  Task,
  TaskRow,
  UpdateTaskRequest,
} from '../../client/src/generated/types.ts';
import type { Outbox } from '../../client/src/outbox.ts';
import type { Subscriber } from '../../client/src/subscription.ts';
import type { operations } from '../../shared/contract/index.ts';

type Operations = typeof operations;
type Body<O extends { body: z.ZodType }> = z.input<O['body']>;
type Data<O extends { answer: { data: z.ZodType } }> = z.output<O['answer']['data']>;

/** Any JSON goes too deep to be compared. */
type Plain<T> = Omit<T, 'customFields' | 'clientSubmissionHistory' | 'importedFrom'>;

describe('the types of the client', () => {
  it('are those of the contract', () => {
    expectTypeOf<Plain<Data<Operations['getTask']>>>().toExtend<Plain<Task>>();
    expectTypeOf<Plain<Task>>().toExtend<Plain<Data<Operations['getTask']>>>();
    expectTypeOf<Data<Operations['getProject']>['progress']>().toExtend<Project['progress']>();
    expectTypeOf<Data<Operations['updateNotification']>['type']>().toEqualTypeOf<Notification['type']>();
    expectTypeOf<Plain<Body<Operations['createTask']>>>().toExtend<Plain<CreateTaskRequest>>();
    expectTypeOf<Plain<Body<Operations['updateTask']>>>().toExtend<Plain<UpdateTaskRequest>>();
  });

  it('say what a call takes and gives', () => {
    expectTypeOf<Awaited<ReturnType<Client['tasks']['update']>>>().toEqualTypeOf<Task>();
    expectTypeOf<Parameters<Client['tasks']['update']>[2]>().toExtend<
      { onConflict?: 'fail' | 'merge' | 'overwrite' | undefined } | undefined
    >();
    expectTypeOf<Client['tasks']['create']>().parameter(0).toEqualTypeOf<CreateTaskRequest>();
  });

  it('give whole rows of a list, or just the fields that its query names', () => {
    const { tasks } = {} as Client;
    type Item<L> = L extends AsyncIterable<infer T> ? T : never;
    const whole = () => tasks.list({ projectId: 'SWA', limit: 10 });
    expectTypeOf<Item<ReturnType<typeof whole>>>().toEqualTypeOf<Task>();
    const bare = () => tasks.list();
    expectTypeOf<Item<ReturnType<typeof bare>>>().toEqualTypeOf<Task>();
    const some = () => tasks.list({ projectId: 'SWA', fields: ['status', 'shot'] });
    expectTypeOf<Item<ReturnType<typeof some>>>().toEqualTypeOf<Pick<Task, 'id' | 'status' | 'shot'>>();
    const unknown = (query: ListTasksQuery) => tasks.list(query);
    expectTypeOf<Item<ReturnType<typeof unknown>>>().toEqualTypeOf<TaskRow>();
    // @ts-expect-error there is no such field
    void (() => tasks.list({ fields: ['stauts'] }));
  });

  it('take undefined for what may be left out', () => {
    expectTypeOf<
      Record<Exclude<keyof ClientOptions, 'baseUrl'>, undefined> & { baseUrl: string }
    >().toExtend<ClientOptions>();
    expectTypeOf<{ onMessage: () => void; onLost: undefined; after: undefined }>().toExtend<Subscriber>();
  });

  it('refuse what the API would refuse', () => {
    const client = {} as Client;
    const outbox = {} as Outbox;
    // @ts-expect-error there is no such field
    void (() => client.tasks.update('a', { nothing: 1 }));
    // @ts-expect-error nor such a filter
    void (() => client.tasks.list({ stauts: ['review'] }));
    // @ts-expect-error a task needs a shot
    void (() => client.tasks.create({ projectId: 'SWA', task: 'comp' }));
    // @ts-expect-error the queue takes what the operation takes
    void (() => outbox.add('tasks.update', ['a', { nothing: 1 }]));
    // @ts-expect-error and knows what there is
    void (() => outbox.add('tasks.paint', []));
  });
});
