import type { Operation } from '../contract/operation.ts';
import { openCursor, sealCursor } from '../data/cursor.ts';
import type { StartKey } from '../data/table.ts';
import type { Caller } from '../domain/access.ts';
import type { RequestState } from './middleware/chain.ts';

/** Where the list of a request goes on, and where its next page will; good for nobody else, and for no other question. */
export interface Cursors {
  /**
   * The position in the `cursor` of the query; undefined at the beginning.
   * @throws VALIDATION_ERROR for a cursor that was tampered with, or made for another caller or question
   */
  open<Position = StartKey>(): Promise<Position | undefined>;
  /** A position as `nextCursor` of the answer; undefined where there is none, at the end. */
  seal(position: unknown): Promise<string | undefined>;
}

/** The cursors of one request: whatever its path and query say is part of the question. */
export function cursorsOf({ id }: Operation, { input }: RequestState, { studio, userId }: Caller): Cursors {
  const { params, query } = input;
  const scope = { studio, userId, operation: id, query: { ...query, ...params } };
  return {
    open: <Position>() => openCursor<Position>((query as { cursor?: string }).cursor, scope),
    seal: async (position) => (position === undefined ? undefined : sealCursor(position, scope)),
  };
}
