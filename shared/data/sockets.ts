import { createHash, randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ApiError } from '../contract/errors.ts';
import type { ClientType } from '../contract/permissions.ts';
import { isApiKeyId } from '../platform/ids.ts';
import { dynamo, tableName } from './client.ts';
import { keys } from './keys.ts';
import {
  epochAfter,
  getItem,
  isKept,
  queryAll,
  TransactionRefused,
  transact,
  unlessRefused,
  type Write,
} from './table.ts';

/** API Gateway ends a socket after two hours; its record lives a little longer. */
const socketLifeSeconds = 2 * 3600 + 300;
const ticketLifeMs = 30_000;
/** More than a person looks at; keeps the record small. */
const maxChannels = 50;
/** A person has some tabs, a key some hundred machines; every change that they hear of is posted to each. */
const maxSockets = 500;

/** Whose socket it is. */
export interface SocketOwner {
  studio: string;
  userId: string;
  sessionId: string;
  clientType: ClientType;
}

/** An open socket and what it listens to. */
export interface Socket extends SocketOwner {
  connectionId: string;
  openedAt: string;
  /** A set; absent when it is empty. */
  channels?: Set<string>;
}

/** A socket's place in a channel. */
export interface Subscriber extends SocketOwner {
  connectionId: string;
  subscribedAt: string;
}

function subscriberWrite(socket: SocketOwner & { connectionId: string }, channel: string): Write {
  const { studio, userId, sessionId, clientType, connectionId } = socket;
  return {
    Put: {
      Item: {
        ...keys.subscriber(studio, channel, connectionId),
        ...{ studio, userId, sessionId, clientType, connectionId },
        subscribedAt: new Date().toISOString(),
        expiresAtEpoch: epochAfter(socketLifeSeconds),
      },
    },
  };
}

/** That its owner is active, and its session there; an API key has none, but may have an end of its own. */
function ownerChecks({ studio, userId, sessionId }: SocketOwner): Write[] {
  const now = new Date().toISOString();
  const isActive: Write = {
    ConditionCheck: {
      Key: keys.userAuth(studio, userId),
      ConditionExpression:
        'active = :true AND (attribute_not_exists(expiresAt) OR expiresAt = :none OR expiresAt > :now)',
      ExpressionAttributeValues: { ':true': true, ':none': null, ':now': now },
    },
  };
  if (isApiKeyId(userId)) return [isActive];
  const hasSession: Write = {
    ConditionCheck: {
      Key: keys.session(studio, userId, sessionId),
      ConditionExpression: 'expiresAt > :now',
      ExpressionAttributeValues: { ':now': now },
    },
  };
  return [isActive, hasSession];
}

/**
 * Registers a socket, subscribed to its first channel. Whoever ends the session before that has it refused, and
 * whoever ends it after that finds the socket.
 * @throws UNAUTHENTICATED when the session has ended
 */
export async function insertSocket(connectionId: string, owner: SocketOwner, channel?: string): Promise<void> {
  const { studio, userId, sessionId, clientType } = owner;
  const expiresAtEpoch = epochAfter(socketLifeSeconds);
  const socket = {
    ...{ connectionId, studio, userId, sessionId, clientType, expiresAtEpoch },
    ...(channel && { channels: new Set([channel]) }),
    openedAt: new Date().toISOString(),
  };
  const pointer = { connectionId, sessionId, expiresAtEpoch };
  try {
    await transact([
      { Put: { Item: { ...keys.connection(connectionId), ...socket } } },
      { Put: { Item: { ...keys.userSocket(studio, userId, connectionId), ...pointer } } },
      ...(channel ? [subscriberWrite(socket, channel)] : []),
      ...ownerChecks(owner),
    ]);
  } catch (error) {
    if (!(error instanceof TransactionRefused) || error.isContention) throw error;
    throw new ApiError('UNAUTHENTICATED', 'This session has ended; sign in again.');
  }
}

/** When a session, or an API key, will end by itself; undefined when no socket that opens now can live to see it. */
export async function endWhileOpen({ studio, userId, sessionId }: SocketOwner): Promise<string | undefined> {
  const key = isApiKeyId(userId) ? keys.userAuth(studio, userId) : keys.session(studio, userId, sessionId);
  const end = (await getItem<{ expiresAt: string | null }>(key))?.expiresAt;
  return end && Date.parse(end) < Date.now() + socketLifeSeconds * 1000 ? end : undefined;
}

/** An open socket; undefined where it is none, or no more. */
export async function getSocket(connectionId: string): Promise<Socket | undefined> {
  return getItem<Socket>(keys.connection(connectionId));
}

/** What finds a socket by its owner. */
type Pointer = Pick<Socket, 'connectionId' | 'sessionId'> & { expiresAtEpoch: number };

/** The sockets of a person or API key, with the session of each. */
export async function socketsOf(studio: string, userId: string): Promise<Pointer[]> {
  const { pk, sk } = keys.userSocket(studio, userId, '');
  return queryAll({ equals: { pk }, range: { attribute: 'sk', beginsWith: sk } });
}

/**
 * Refuses one more socket to whoever has as many as they may; of those that open at once some may come through.
 * @throws RATE_LIMITED
 */
export async function refuseSocket({ studio, userId }: SocketOwner, most = maxSockets): Promise<void> {
  const open = (await socketsOf(studio, userId)).filter(isKept);
  if (open.length < most) return;
  throw new ApiError('RATE_LIMITED', `There are ${open.length} sockets open already; close some first.`);
}

/**
 * Subscribes a socket to one more channel.
 * @throws CONFLICT when it has as many as it may, or has gone meanwhile
 */
export async function subscribe(socket: Socket, channel: string): Promise<void> {
  const room = 'attribute_not_exists(channels) OR size(channels) < :most OR contains(channels, :name)';
  const addChannel: Write = {
    Update: {
      Key: keys.connection(socket.connectionId),
      UpdateExpression: 'ADD channels :channel',
      ConditionExpression: `attribute_exists(pk) AND (${room})`,
      ExpressionAttributeValues: { ':channel': new Set([channel]), ':most': maxChannels, ':name': channel },
    },
  };
  try {
    await transact([addChannel, subscriberWrite(socket, channel)]);
  } catch (error) {
    if (!(error instanceof TransactionRefused) || error.isContention) throw error;
    throw new ApiError('CONFLICT', `A socket has at most ${maxChannels} channels; unsubscribe from one first.`);
  }
}

/** Ends a subscription; one that is not there is fine, and so is a socket that has gone meanwhile. */
export async function unsubscribe(socket: Pick<Subscriber, 'studio' | 'connectionId'>, channel: string): Promise<void> {
  const writes: Write[] = [
    {
      Update: {
        Key: keys.connection(socket.connectionId),
        UpdateExpression: 'DELETE channels :channel',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':channel': new Set([channel]) },
      },
    },
    { Delete: { Key: keys.subscriber(socket.studio, channel, socket.connectionId) } },
  ];
  await transact(writes).catch(async (error: unknown) => {
    if (!(error instanceof TransactionRefused)) throw error;
    await dynamo().send(
      new DeleteCommand({ TableName: tableName(), Key: keys.subscriber(socket.studio, channel, socket.connectionId) }),
    );
  });
}

/** Forgets a socket and all its subscriptions. */
export async function deleteSocket(connectionId: string): Promise<void> {
  const socket = await getSocket(connectionId);
  if (!socket) return;
  await transact([
    { Delete: { Key: keys.connection(connectionId) } },
    { Delete: { Key: keys.userSocket(socket.studio, socket.userId, connectionId) } },
    ...[...(socket.channels ?? [])].map((channel) => ({
      Delete: { Key: keys.subscriber(socket.studio, channel, connectionId) },
    })),
  ]);
}

/** Every socket that listens to a channel. */
export async function subscribersOf(studio: string, channel: string): Promise<Subscriber[]> {
  return queryAll<Subscriber>({
    equals: { pk: keys.channelHead(studio, channel).pk },
    range: { attribute: 'sk', beginsWith: 'K#' },
  });
}

/**
 * Puts down how far a client has read a channel; of no effect where it does not listen to it.
 * @param seq the last number it has
 */
export async function acknowledge(socket: Socket, channel: string, seq: number): Promise<void> {
  const update = new UpdateCommand({
    TableName: tableName(),
    Key: keys.subscriber(socket.studio, channel, socket.connectionId),
    UpdateExpression: 'SET acknowledged = :seq',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':seq': seq },
  });
  await unlessRefused(dynamo().send(update));
}

const hashOf = (ticket: string) => createHash('sha256').update(ticket).digest('base64url');

/** A single-use ticket to open a socket with; only its hash is stored. */
export async function createTicket(owner: SocketOwner): Promise<{ ticket: string; expiresAt: string }> {
  const ticket = randomBytes(32).toString('base64url');
  const expiresAt = new Date(Date.now() + ticketLifeMs).toISOString();
  const { studio, userId, sessionId, clientType } = owner;
  const item = { studio, userId, sessionId, clientType, expiresAt, expiresAtEpoch: epochAfter(60) };
  await dynamo().send(new PutCommand({ TableName: tableName(), Item: { ...keys.ticket(hashOf(ticket)), ...item } }));
  return { ticket, expiresAt };
}

/** Whose ticket it is, for the first one who asks; undefined for any other, and after 30 seconds. */
export async function redeemTicket(ticket: string): Promise<SocketOwner | undefined> {
  try {
    const { Attributes } = await dynamo().send(
      new DeleteCommand({
        TableName: tableName(),
        Key: keys.ticket(hashOf(ticket)),
        ConditionExpression: 'expiresAt > :now',
        ExpressionAttributeValues: { ':now': new Date().toISOString() },
        ReturnValues: 'ALL_OLD',
      }),
    );
    return Attributes as unknown as SocketOwner;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
