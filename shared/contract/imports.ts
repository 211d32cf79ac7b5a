import * as z from 'zod';
import { person } from './comments.ts';
import { detailCodes } from './errors.ts';
import { operation } from './operation.ts';
import { hours, id, instant, page } from './primitives.ts';
import { projectId } from './projects.ts';

const importId = id.meta({ examples: ['import_0mfx2k9q15f0c3a9d21b7e84f'] });

/** What becomes of a task that is there already. */
export const onExisting = z
  .enum(['skip', 'update', 'fail'])
  .default('skip')
  .meta({
    description:
      'Of tasks that there are already: `skip` leaves them, `update` writes what the list says of them, `fail` refuses ' +
      'their rows.',
  });
export type OnExisting = z.output<typeof onExisting>;

/** Tasks, not rows: a row of a shot list makes several. */
const progress = z
  .object({
    total: z.int(),
    done: z.int(),
    created: z.int(),
    updated: z.int(),
    skipped: z.int().meta({ description: 'There already, and left as they are' }),
    failed: z.int().meta({ description: 'Of rows that were refused: a row is done as a whole or not at all' }),
    itemsCreated: z.int().default(0).meta({ description: 'Shots, assets and sequences that were recorded' }),
    itemsUpdated: z.int().default(0).meta({ description: '… whose cut was changed, with `onExisting=update`' }),
  })
  .meta({ id: 'ImportProgress', description: 'How many tasks of a list are done.' });

const about = {
  row: z.int().nullable().meta({ description: 'Counted from the first below the header; null: about the whole list' }),
  field: z.string().meta({ description: 'The column, as the list calls it' }),
  message: z.string(),
  suggestion: z.string().optional(),
};
const rowError = z.object({ ...about, code: z.enum(detailCodes) }).meta({ id: 'ImportError' });
const rowWarning = z
  .object({ ...about, taken: z.string().optional().meta({ description: 'The value that is taken instead' }) })
  .meta({ id: 'ImportWarning' });

const importedRow = z
  .object({
    row: z.int(),
    tasks: z.array(
      z.object({
        id: z.string(),
        shot: z.string(),
        task: z.string(),
        action: z.enum(['create', 'update', 'skip', 'fail']),
        estimatedDurationHours: hours,
        frameRange: z.object({ start: z.int(), end: z.int() }).nullable(),
      }),
    ),
  })
  .meta({ id: 'ImportedRow' });

export const taskImport = z
  .object({
    importId: z.string().nullable().meta({ description: 'null: of a preview nothing is kept' }),
    projectId,
    onExisting: z.enum(['skip', 'update', 'fail']),
    status: z.enum(['preview', 'running', 'completed', 'failed']),
    problem: z.string().nullable().meta({ description: 'Why it has failed' }),
    progress,
    rows: z.array(importedRow).meta({ description: 'What becomes of the first 100; empty of a job' }),
    errors: z.array(rowError).meta({ description: 'At most 200' }),
    warnings: z.array(rowWarning).meta({ description: 'At most 200' }),
    errorCount: z.int(),
    warningCount: z.int(),
    createdAt: instant,
    finishedAt: instant.nullable(),
  })
  .meta({ id: 'TaskImport', description: 'A shot list on its way to become tasks.' });

export type TaskImport = z.output<typeof taskImport>;

const importSummary = taskImport
  .omit({ rows: true, errors: true, warnings: true, errorCount: true, warningCount: true })
  .extend({ importId: z.string(), createdBy: person.meta({ description: 'Whoever began it' }) })
  .meta({ id: 'TaskImportSummary', description: 'How far an import is; what is wrong with its list, it says itself.' });

export type ImportSummary = z.output<typeof importSummary>;
export type ImportProgress = TaskImport['progress'];
export type ImportError = TaskImport['errors'][number];
export type ImportWarning = TaskImport['warnings'][number];
export type ImportedRow = TaskImport['rows'][number];

/** Larger in base64, as a gateway may hand it over, it still fits an event of 6 MB. */
const maxListBytes = 4 * 1024 * 1024;

const domain = 'imports';

export const importOperations = {
  importTasks: operation({
    id: 'importTasks',
    domain,
    method: 'POST',
    path: '/tasks/import',
    summary: 'Import a shot list',
    description:
      'CSV, UTF-8, up to 4 MB and 30,000 tasks; separated by commas, semicolons or tabs. Up to 200 tasks are done at ' +
      'once; more become a job, to be asked for by its id. `validateOnly=true` says what would happen and writes ' +
      'nothing. A row is done as a whole or not at all. See the guide to shot lists for columns and their names.',
    access: 'task.import',
    query: z.strictObject({ projectId, validateOnly: z.stringbool().default(false), onExisting }),
    body: z
      .string()
      .meta({ description: 'A shot list', examples: ['Sequence,Shot,Task,task duration\nsq0010,SH0020,comp,2'] }),
    bodyType: 'text/csv',
    maxBodyBytes: maxListBytes,
    errors: ['NOT_FOUND', 'CONFLICT'],
    answer: { kind: 'item', status: 200, data: taskImport },
    uses: ['tableWrite', 'importQueue'],
    memory: 1_769,
    rateCost: 10,
  }),
  listImports: operation({
    id: 'listImports',
    domain,
    method: 'GET',
    path: '/imports',
    summary: 'List the imports of the last 30 days, newest first',
    description: 'Your own ones, or all of a project. A page may be shorter than its limit.',
    access: 'task.import',
    query: z.strictObject({ ...page, projectId: projectId.optional() }),
    errors: ['NOT_FOUND'],
    answer: { kind: 'list', status: 200, data: importSummary },
  }),
  getImport: operation({
    id: 'getImport',
    domain,
    method: 'GET',
    path: '/imports/{importId}',
    summary: 'Get how far an import is',
    description: 'Kept for 30 days. Ask every second or two until `status` is `completed` or `failed`.',
    access: 'task.import',
    params: z.object({ importId }),
    errors: ['NOT_FOUND'],
    answer: { kind: 'item', status: 200, data: taskImport },
  }),
} as const;
