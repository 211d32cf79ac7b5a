/**
 * The one table, as CDK and the local engine both create it. `docs/data-model.md` tells what lives where and what each
 * index costs. Several key attributes are DynamoDB's multi-attribute index keys: equality on every partition
 * attribute, sort attributes from left to right.
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
    /** Tasks of a person, by project, then creation. */
    tasksByAssignee: { partition: ['studio', 'assignee'], sort: ['taskOf', 'createdAt', 'id'] },
    /** The projects, or the people, of a studio by name. */
    directory: { partition: ['studio', 'directory'], sort: ['name', 'id'] },
  },
} as const;

export type IndexName = keyof typeof table.indexes;
