import * as z from 'zod';
import { operation } from './operation.ts';
import { line, several } from './primitives.ts';
import { projectId } from './projects.ts';

const searchTypes = ['project', 'task'] as const;

const hit = z
  .object({
    type: z.enum(searchTypes),
    id: z.string(),
    projectId,
    title: z.string().meta({ description: 'A project’s name; a task’s shot and department' }),
    status: z.string().nullable(),
    artist: z.string().nullable(),
  })
  .meta({ id: 'SearchHit' });

export const searchOperations = {
  search: operation({
    id: 'search',
    domain: 'search',
    method: 'GET',
    path: '/search',
    summary: 'Find projects and tasks by words',
    description:
      'Every word must occur in a project’s name or code, or in a task’s id, shot, sequence, department, artist or note. ' +
      'Tasks are looked for in the named project, or in the ten of your projects that changed last.',
    access: 'signedIn',
    query: z.strictObject({
      q: line(200).min(1),
      type: several(z.enum(searchTypes)).optional(),
      projectId: projectId.optional(),
      limit: z.coerce
        .number()
        .overwrite((value) => Math.min(value, 100))
        .int()
        .min(1)
        .default(20),
    }),
    errors: ['NOT_FOUND'],
    answer: { kind: 'list', status: 200, data: hit },
    memory: 1_769,
  }),
} as const;
