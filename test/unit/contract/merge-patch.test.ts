import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mergePatchOf } from '../../../shared/contract/merge-patch.ts';
import { projectFields } from '../../../shared/contract/projects.ts';
import { taskFields } from '../../../shared/contract/tasks.ts';

const person = z.strictObject({ given: z.string(), family: z.string().optional() });
const patch = mergePatchOf(
  z.strictObject({
    title: z.string(),
    phone: z.string().default('none'),
    author: person,
    reviewer: person.nullable().default(null),
    tags: z.array(z.string()).default([]),
    links: z.record(z.string().regex(/^[a-z]+$/), z.string()),
    people: z.record(z.string(), person).optional(),
  }),
);

describe('the merge patch of an object schema', () => {
  it('takes the example of RFC 7396 §3', () => {
    const example = { title: 'Hello!', phone: '+01-123-456-7890', author: { family: null }, tags: ['example'] };
    expect(patch.parse(example)).toEqual(example);
  });

  it.each([
    ['a member that is left out', { title: 'a' }],
    ['null for any member', { title: null, phone: null, author: null, tags: null, links: null }],
    ['a part of a nested object', { author: { given: 'Ann' } }],
    ['null within a nested object', { author: { given: null } }],
    ['a part of an object that may be null', { reviewer: { family: 'Lee' } }],
    ['a part of a record', { links: { site: 'a', old: null } }],
    ['a part of an object in a record', { people: { ann: { family: null } } }],
    ['an empty nested object', { author: {} }],
  ])('takes %s', (_, value) => {
    expect(patch.parse(value)).toEqual(value);
  });

  it.each([
    ['an empty patch', {}],
    ['an unknown member', { colour: 'red' }],
    ['an unknown nested member', { author: { colour: 'red' } }],
    ['a member of the wrong type', { title: 7 }],
    ['a nested member of the wrong type', { author: { given: 7 } }],
    ['null within a list, which replaces as a whole', { tags: [null] }],
    ['a key that the record does not take', { links: { '../up': 'a' } }],
    ['a list', []],
    ['null', null],
    ['a text', 'title'],
  ])('refuses %s', (_, value) => {
    expect(patch.safeParse(value).success).toBe(false);
  });

  it('fills in no defaults: what is left out stays unchanged', () => {
    expect(mergePatchOf(taskFields).parse({ status: 'review' })).toEqual({ status: 'review' });
    expect(mergePatchOf(projectFields).parse({ versionSettings: { padding: 3 } })).toEqual({
      versionSettings: { padding: 3 },
    });
  });

  it('holds each given value to the rules of its field', () => {
    const task = mergePatchOf(taskFields);
    expect(task.safeParse({ shot: '../SH0020' }).success).toBe(false);
    expect(task.safeParse({ deadline: 'tomorrow' }).success).toBe(false);
    expect(mergePatchOf(projectFields).safeParse({ templates: { workingFile: 'a/../b' } }).success).toBe(false);
  });

  it('leaves rules between fields to the patched whole', () => {
    expect(mergePatchOf(taskFields).safeParse({ frameRange: { end: 5 } }).success).toBe(true);
  });
});
