import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Caller } from '../domain/access.ts';
import { logger } from '../platform/logger.ts';
import { dynamo, tableName } from './client.ts';
import { keys } from './keys.ts';
import { peopleOf } from './people.ts';
import { epochAfter, type Item, type Paging, queryPage, type StartKey } from './table.ts';

const keptSeconds = 180 * 24 * 3_600;

interface Use {
  version: string;
  userId: string;
  clientType: string;
  operation: string;
  calls: number;
  firstAt: string;
  lastAt: string;
}

/** Counts a call of a deprecated version. Never fails: that it could not is a line in the log. */
export async function noteDeprecatedUse(caller: Caller, version: string, operation: string): Promise<void> {
  const { studio, userId, clientType } = caller;
  const update = new UpdateCommand({
    TableName: tableName(),
    Key: keys.deprecatedUse(studio, version, userId),
    UpdateExpression:
      'ADD calls :one SET version = :version, userId = :user, clientType = :client, operation = :operation, ' +
      'lastAt = :now, firstAt = if_not_exists(firstAt, :now), expiresAtEpoch = :end',
    ExpressionAttributeValues: {
      ...{ ':one': 1, ':version': version, ':user': userId, ':client': clientType, ':operation': operation },
      ...{ ':now': new Date().toISOString(), ':end': epochAfter(keptSeconds) },
    },
  });
  try {
    await dynamo().send(update);
  } catch (error) {
    logger.warn('a call of a deprecated version is not counted', { version, userId, error: error as Error });
  }
}

/** Who called what is deprecated, by version and user. */
export async function listDeprecatedUse(
  studio: string,
  page: Paging,
): Promise<{ uses: (Use & { username: string | null })[]; next?: StartKey }> {
  const { pk } = keys.deprecatedUse(studio, '', '');
  const { items, next } = await queryPage<Use & Item>({ equals: { pk }, ...page });
  const people = await peopleOf(
    studio,
    items.map(({ userId }) => userId),
  );
  return {
    uses: items.map((use) => ({ ...use, username: people.usernameOf(use.userId) })),
    ...(next && { next }),
  };
}
