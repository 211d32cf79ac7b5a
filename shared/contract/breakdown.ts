import * as z from 'zod';
import { etagOf } from './etag.ts';
import { mergePatchOf } from './merge-patch.ts';
import { operation } from './operation.ts';
import { entity, id, instant, line, onConflict, page, pathPart, several, text } from './primitives.ts';
import { projectId, statusCategories } from './projects.ts';
import { tableMemory, taskId, taskKinds } from './tasks.ts';

export type ItemType = (typeof taskKinds)[number];

const frame = z.int().min(-10_000_000).max(10_000_000).nullable().default(null);
const handle = z.int().min(0).max(10_000).default(0).meta({ description: 'Frames' });

function isThumbnail(value: string): boolean {
  if (id.safeParse(value).success) return true;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url?.protocol === 'https:' && url.username === '' && url.password === '';
}

/** What a client may write of a shot, an asset or a sequence. */
export const itemFields = z.strictObject({
  name: pathPart(),
  episode: pathPart().nullable().default(null),
  sequence: pathPart().nullable().default(null),
  description: text(5_000).default(''),
  cutIn: frame,
  cutOut: frame,
  handles: z
    .strictObject({ head: handle, tail: handle })
    .default({ head: 0, tail: 0 })
    .meta({ description: 'Frames that are worked on before and after the cut' }),
  frameRate: z.number().min(1).max(1_000).nullable().default(null).meta({ description: 'null: that of the project' }),
  thumbnail: line(2_000)
    .refine(isThumbnail, {
      error: 'Must be the id of a media record, or a URL that begins with https://',
      params: { code: 'INVALID_FORMAT' },
    })
    .nullable()
    .default(null)
    .meta({ description: 'The id of a media record, or an https URL' }),
});
export type ItemFields = z.output<typeof itemFields>;

/** Names make the id, and join a record to its tasks. */
const changeableFields = itemFields.omit({ name: true, episode: true, sequence: true });

const category = z.enum(statusCategories);

const item = z
  .object({
    id,
    projectId,
    type: z.enum(taskKinds),
    ...itemFields.shape,
    cutDuration: z.int().nullable().meta({ description: 'Frames from `cutIn` to `cutOut`, both among them' }),
    recorded: z.boolean().meta({ description: 'false: only its tasks tell of it yet; any change records it' }),
    ...entity,
    revision: z.int().min(0).meta({ description: 'Counts the changes; 0 of what is not recorded' }),
    createdAt: instant.nullable(),
    updatedAt: instant.nullable(),
  })
  .meta({
    id: 'BreakdownItem',
    description: 'A shot, an asset or a sequence. Names are cleaned by the project’s rules.',
  });
export type BreakdownItem = z.output<typeof item>;

const rollup = z
  .object({
    status: category.meta({
      description: '`done`: all that is not cancelled is; `todo`: nothing is begun; `cancelled`: all is; else `active`',
    }),
    total: z.int(),
    done: z.int(),
    cancelled: z.int(),
    progress: z.number().meta({ description: 'Percent of what is not cancelled, to the tenth' }),
  })
  .meta({ id: 'BreakdownRollup', description: 'How far the tasks are; of a sequence, those of its shots among them.' });
export type Rollup = z.output<typeof rollup>;

const summarised = z
  .object({
    ...item.shape,
    tasks: z
      .array(
        z.object({
          id: taskId,
          task: z.string(),
          status: z.string(),
          category,
          artist: z.string(),
          deadline: instant.nullable(),
        }),
      )
      .meta({ description: 'Its own, in the order of the project’s task types; the first 100' }),
    rollup,
  })
  .meta({ id: 'SummarisedBreakdownItem', description: 'A shot, an asset or a sequence with its tasks.' });
export type SummarisedItem = z.output<typeof summarised>;

const domain = 'breakdown';
const etag = ({ revision }: Pick<BreakdownItem, 'revision'>) => etagOf(revision);

/** A number that differs where texts do, but for one in four thousand million (FNV-1a, 32 bits). */
function digest(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** Tasks show too. What is not recorded has no revision that a change could expect. */
function summaryEtag({ revision, tasks, rollup }: SummarisedItem): string {
  return revision === 0 ? '' : etagOf(revision, digest(JSON.stringify([tasks, rollup])));
}

const listQuery = z.strictObject({
  ...page,
  episode: several(line(200).min(1)).optional(),
  sequence: several(line(200).min(1)).optional().meta({ description: 'As it is written, or cleaned' }),
  search: line(200).min(1).optional().meta({ description: 'Words that must all occur in id, name or description' }),
  archived: z.stringbool().default(false).meta({ description: 'true: the archived ones instead' }),
});
export type ItemListQuery = z.output<typeof listQuery>;

/** The operations of one type of item: the same for all three. */
function itemOperations(type: ItemType) {
  const one = `${type[0]?.toUpperCase()}${type.slice(1)}`;
  const all = `/projects/{projectId}/${type}s` as const;
  const path = `${all}/{${type}Id}` as const;
  const ofProject = z.object({ projectId });
  const params = z.object({ projectId, [`${type}Id`]: id });
  const changed = { kind: 'item', status: 200, data: item, etag } as const;
  const change = { domain, access: 'breakdown.change', params, uses: ['tableWrite'], memory: tableMemory } as const;
  return {
    type,
    list: operation({
      id: `list${one}s`,
      domain,
      method: 'GET',
      path: all,
      summary: `List the ${type}s of a project with their tasks, by id`,
      description: `Every ${type} that is recorded, and every other one that has tasks.`,
      access: 'task.read',
      params: ofProject,
      query: listQuery,
      errors: ['NOT_FOUND'],
      answer: { kind: 'list', status: 200, data: summarised },
      memory: tableMemory,
    }),
    get: operation({
      id: `get${one}`,
      domain,
      method: 'GET',
      path,
      summary: `Get one ${type} with its tasks`,
      description:
        'Also where only its tasks tell of it (`recorded` false, `revision` 0, no `ETag`), and an archived one. Tasks and ' +
        'rollup are of what you may see.',
      access: 'task.read',
      params,
      errors: ['NOT_FOUND'],
      answer: { kind: 'item', status: 200, data: summarised, etag: summaryEtag },
      memory: tableMemory,
    }),
    create: operation({
      id: `create${one}`,
      domain,
      method: 'POST',
      path: all,
      summary: `Create ${type === 'asset' ? 'an' : 'a'} ${type}`,
      description: 'Its id is made from the cleaned names, as that of a task; tasks of the same names are its own.',
      access: 'breakdown.change',
      params: ofProject,
      // a schema of its own: the description of the API calls each by its operation
      body: itemFields.clone(),
      errors: ['NOT_FOUND', 'CONFLICT'],
      answer: { kind: 'item', status: 201, data: item, etag },
      uses: ['tableWrite'],
    }),
    update: operation({
      ...change,
      id: `update${one}`,
      method: 'PATCH',
      path,
      summary: `Change fields of one ${type} (JSON Merge Patch)`,
      description: 'Its names stay: they join it to its tasks.',
      query: z.strictObject({ onConflict }),
      body: mergePatchOf(changeableFields),
      creates: true,
      errors: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
      answer: changed,
    }),
    archive: operation({
      ...change,
      id: `archive${one}`,
      method: 'DELETE',
      path,
      summary: `Archive one ${type}; it drops out of lists, its tasks stay`,
      description: 'An asset that is cast into shots must be taken out of them before.',
      errors: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
      answer: changed,
    }),
    restore: operation({
      ...change,
      id: `restore${one}`,
      method: 'POST',
      path: `${path}/restore`,
      summary: `Restore one archived ${type}`,
      description:
        'Its tasks were never gone. CONFLICT while the project is archived; what is not archived stays as it is.',
      errors: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
      answer: changed,
    }),
  };
}

export type ItemOperations = ReturnType<typeof itemOperations>;

export const shots = itemOperations('shot');
export const assets = itemOperations('asset');
export const sequences = itemOperations('sequence');

export const castingFields = z.strictObject({
  count: z.int().min(1).max(10_000).default(1).meta({ description: 'How many of it are in the shot' }),
  note: text(2_000).default(''),
});
export type CastingFields = z.output<typeof castingFields>;

const casting = z
  .object({
    projectId,
    shotId: id,
    assetId: id,
    shot: z.object({ name: z.string(), episode: z.string().nullable(), sequence: z.string().nullable() }),
    asset: z.object({ name: z.string(), thumbnail: z.string().nullable() }),
    ...castingFields.shape,
    ...entity,
  })
  .meta({ id: 'Casting', description: 'That an asset is in a shot.' });
export type Casting = z.output<typeof casting>;

const ofShot = z.object({ projectId, shotId: id });
const ofBoth = z.object({ projectId, shotId: id, assetId: id });

export const breakdownOperations = {
  listShots: shots.list,
  getShot: shots.get,
  createShot: shots.create,
  updateShot: shots.update,
  archiveShot: shots.archive,
  restoreShot: shots.restore,
  listAssets: assets.list,
  getAsset: assets.get,
  createAsset: assets.create,
  updateAsset: assets.update,
  archiveAsset: assets.archive,
  restoreAsset: assets.restore,
  listSequences: sequences.list,
  getSequence: sequences.get,
  createSequence: sequences.create,
  updateSequence: sequences.update,
  archiveSequence: sequences.archive,
  restoreSequence: sequences.restore,
  listShotCasting: operation({
    id: 'listShotCasting',
    domain,
    method: 'GET',
    path: '/projects/{projectId}/shots/{shotId}/casting',
    summary: 'List the assets that are cast into a shot',
    description: 'By asset id, with how many of each there are, and its name and thumbnail as they are now.',
    access: 'task.read',
    params: ofShot,
    query: z.strictObject({ ...page }),
    errors: ['NOT_FOUND'],
    answer: { kind: 'list', status: 200, data: casting },
    memory: tableMemory,
  }),
  listAssetCasting: operation({
    id: 'listAssetCasting',
    domain,
    method: 'GET',
    path: '/projects/{projectId}/assets/{assetId}/casting',
    summary: 'List the shots that an asset is cast into',
    description: 'By shot id: what it has to be taken out of before it can be archived.',
    access: 'task.read',
    params: z.object({ projectId, assetId: id }),
    query: z.strictObject({ ...page }),
    errors: ['NOT_FOUND'],
    answer: { kind: 'list', status: 200, data: casting },
    memory: tableMemory,
  }),
  castAsset: operation({
    id: 'castAsset',
    domain,
    method: 'PUT',
    path: '/projects/{projectId}/shots/{shotId}/casting/{assetId}',
    summary: 'Cast an asset into a shot, or change how',
    description: 'Records both, where only tasks tell of them yet.',
    access: 'breakdown.change',
    params: ofBoth,
    body: castingFields,
    creates: true,
    errors: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
    answer: {
      kind: 'item',
      status: 200,
      data: casting,
      etag: ({ revision }: Pick<Casting, 'revision'>) => etagOf(revision),
    },
    uses: ['tableWrite'],
    memory: tableMemory,
  }),
  uncastAsset: operation({
    id: 'uncastAsset',
    domain,
    method: 'DELETE',
    path: '/projects/{projectId}/shots/{shotId}/casting/{assetId}',
    summary: 'Take an asset out of a shot',
    description: 'Shot and asset stay as they are. NOT_FOUND where it is not cast into it.',
    access: 'breakdown.change',
    params: ofBoth,
    errors: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
    answer: { kind: 'empty', status: 204 },
    uses: ['tableWrite'],
  }),
} as const;
