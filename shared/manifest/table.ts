/** What the log shows of an event; its number on a feed is written later, and is none of this, so that no index is rewritten. */
const eventAttributes = [
  ...['type', 'entity', 'entityId', 'projectId', 'revision', 'at', 'actor', 'changes', 'about'],
  ...['actorId', 'expiresAtEpoch'],
];

/** Equality on every partition attribute, sort attributes from left to right; with all attributes, or those in `include`. */
export interface Index {
  partition: readonly string[];
  sort: readonly string[];
  include?: readonly string[];
}

/** The partition of the key set: whoever writes it decides whose tokens are good. */
export const systemPartition = 'SYSTEM';

/**
 * The one table, as CDK and the local engine both create it. `docs/data-model.md` tells what lives where and what each
 * index costs. Several key attributes are DynamoDB's multi-attribute index keys: equality on every partition
 * attribute, sort attributes from left to right. The order of partition attributes means nothing to DynamoDB, but the
 * local engine builds nothing below an index whose first and last attribute and number of attributes are those of
 * another one, and then reads the whole studio for each page: no two are alike in that.
 */
export const table = {
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLive: 'expiresAtEpoch',
  indexes: {
    /** Tasks of a project by creation. */
    tasksByCreation: { partition: ['studio', 'taskOf'], sort: ['createdAt', 'id'] },
    /** Tasks of a project in a status, by creation. */
    tasksByStatus: { partition: ['studio', 'taskOf', 'status'], sort: ['createdAt', 'id'] },
    /** Tasks of a project by their last change, the archived ones among them: what changed since. */
    tasksByUpdate: { partition: ['changesOf', 'studio'], sort: ['updatedAt', 'id'] },
    /** Tasks of a project by deadline; those without one come last. */
    tasksByDeadline: { partition: ['taskOf', 'studio'], sort: ['dueAt', 'id'] },
    /** Tasks of a person, by project, then creation. */
    tasksByAssignee: { partition: ['assignee', 'studio'], sort: ['taskOf', 'createdAt', 'id'] },
    /** The projects, or the people, of a studio by name. */
    directory: { partition: ['directory', 'studio'], sort: ['name', 'id'] },
    /** What happened in a project, or in the studio itself, by time. */
    eventsByProject: { partition: ['studio', 'eventsOf'], sort: ['occurred'], include: eventAttributes },
    /** What somebody did, by time. */
    eventsByActor: {
      ...{ partition: ['actorId', 'studio'], sort: ['occurred'] },
      include: eventAttributes.filter((name) => name !== 'actorId'),
    },
  },
} as const satisfies { indexes: Record<string, Index> } & Record<string, unknown>;

export type IndexName = keyof typeof table.indexes;
