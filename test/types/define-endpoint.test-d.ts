import { expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { operation } from '../../shared/contract/operation.ts';
import { page } from '../../shared/contract/primitives.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

const thing = z.object({ id: z.string(), size: z.int(), note: z.string().optional() }).meta({ id: 'Thing' });
const common = { domain: 'things', method: 'GET', path: '/things', summary: 'A throwaway', access: 'public' } as const;
const getThing = operation({ ...common, id: 'getThing', answer: { kind: 'item', status: 200, data: thing } });
const listThings = operation({
  ...{ ...common, id: 'listThings', query: z.strictObject(page) },
  answer: { kind: 'list', status: 200, data: thing },
});
const dropThing = operation({ ...common, id: 'dropThing', answer: { kind: 'empty', status: 204 } });
const changeThing = operation({ ...common, id: 'changeThing', access: 'task.update', answer: getThing.answer });

/** As it might come from the table. */
const row = { id: 'a', size: 7, passwordHash: 'secret' };
const rows = [row];

test('a handler that returns what is declared compiles', () => {
  defineEndpoint(getThing, async () => ({ id: 'a', size: 7 }));
  defineEndpoint(getThing, async () => ({ id: 'a', size: 7, note: 'more' }));
  defineEndpoint(listThings, async () => ({ items: [{ id: 'a', size: 7 }], nextCursor: undefined, total: 1 }));
  defineEndpoint(dropThing, async () => undefined);
});

test('an undeclared field does not', () => {
  // @ts-expect-error passwordHash is not declared
  defineEndpoint(getThing, async () => ({ id: 'a', size: 7, passwordHash: 'secret' }));
  // @ts-expect-error nor is it in a list
  defineEndpoint(listThings, async () => ({ items: [{ id: 'a', size: 7, passwordHash: 'secret' }] }));
  // @ts-expect-error nor when it comes in a variable
  defineEndpoint(getThing, async () => row);
  // @ts-expect-error nor in a list from a variable
  defineEndpoint(listThings, async () => ({ items: rows }));
  // @ts-expect-error nor after a spread
  defineEndpoint(getThing, async () => ({ ...row, note: 'more' }));
});

test('a mistyped field does not', () => {
  // @ts-expect-error size is a number
  defineEndpoint(getThing, async () => ({ id: 'a', size: '7' }));
  // @ts-expect-error in a list too
  defineEndpoint(listThings, async () => ({ items: [{ id: 7, size: 7 }] }));
  // @ts-expect-error null is not undefined
  defineEndpoint(getThing, async () => ({ id: 'a', size: 7, note: null }));
});

test('a missing field does not', () => {
  // @ts-expect-error size is missing
  defineEndpoint(getThing, async () => ({ id: 'a' }));
  // @ts-expect-error in a list too
  defineEndpoint(listThings, async () => ({ items: [{ id: 'a' }] }));
  // @ts-expect-error a list is not an item
  defineEndpoint(listThings, async () => ({ id: 'a', size: 7 }));
  // @ts-expect-error something must be returned
  defineEndpoint(getThing, async () => {});
});

test('an answer without a body has none', () => {
  // @ts-expect-error nothing is declared
  defineEndpoint(dropThing, async () => ({ id: 'a' }));
});

test('only handlers of signed-in operations know a caller', () => {
  defineEndpoint(changeThing, async ({ caller, change, allow }) => {
    expectTypeOf(caller.userId).toEqualTypeOf<string>();
    expectTypeOf(change.studio).toEqualTypeOf<string>();
    allow({ kind: 'task', id: 't' });
    return { id: 'a', size: 7 };
  });
  // @ts-expect-error nobody has signed in
  defineEndpoint(getThing, async ({ caller }) => ({ id: caller.userId, size: 7 }));
});
