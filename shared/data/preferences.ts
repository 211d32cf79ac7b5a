import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ApiError } from '../contract/errors.ts';
import {
  type NotificationLevel,
  type NotificationPreferences,
  type NotificationType,
  preferences,
} from '../contract/notifications.ts';
import { inboxOf } from '../contract/realtime.ts';
import { dynamo, tableName } from './client.ts';
import { keys } from './keys.ts';
import { getItem, getItems, type Item, unlessRefused } from './table.ts';

const keyOf = (studio: string, userId: string) => keys.preferences(studio, inboxOf(userId));

/** How somebody hears of each type; where they have said nothing, at once. */
export async function preferencesOf(studio: string, userId: string): Promise<NotificationPreferences> {
  return preferences.parse((await getItem(keyOf(studio, userId))) ?? { types: {}, revision: 1 });
}

/**
 * Sets how somebody hears of each type.
 * @throws VERSION_CONFLICT where they have changed it since
 */
export async function setPreferences(
  studio: string,
  userId: string,
  types: NotificationPreferences['types'],
  expected: number | undefined,
): Promise<NotificationPreferences> {
  const current = await getItem<Item & { revision: number }>(keyOf(studio, userId));
  const { revision = 1 } = current ?? {};
  const update = new UpdateCommand({
    TableName: tableName(),
    Key: keyOf(studio, userId),
    UpdateExpression: 'SET types = :types, revision = :next, userId = :userId',
    ConditionExpression: current ? 'revision = :revision' : 'attribute_not_exists(revision)',
    ExpressionAttributeValues: {
      ...{ ':types': types, ':next': revision + 1, ':userId': userId },
      ...(current && { ':revision': revision }),
    },
  });
  const isStale = expected !== undefined && expected !== revision;
  if (isStale || !(await unlessRefused(dynamo().send(update)))) {
    if (!isStale && expected === undefined) return setPreferences(studio, userId, types, expected);
    throw new ApiError('VERSION_CONFLICT', 'They were changed since; read them again.', {
      extra: { currentRevision: revision, conflicts: [] },
    });
  }
  return { types, revision: revision + 1 };
}

/** How some people hear of each type: one read of all. */
export async function levelsOf(
  studio: string,
  userIds: ReadonlySet<string>,
): Promise<(userId: string, type: NotificationType) => NotificationLevel> {
  const items = await getItems<Item & { userId: string; types: Partial<NotificationPreferences['types']> }>(
    [...userIds].map((userId) => keyOf(studio, userId)),
  );
  const byUser = new Map(items.map(({ userId, types }) => [userId, types]));
  return (userId, type) => byUser.get(userId)?.[type] ?? 'live';
}
