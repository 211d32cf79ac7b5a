import type { HttpAnswer } from '../load/http-client.ts';
import type { Repeated } from '../load/run-clients.ts';
import type { World } from '../world.ts';
import type { Call } from './call.ts';

/** How an operation is measured. A client is a number from 0; each does one thing after another. */
export interface Case {
  /** Prepares a request, and is not measured. */
  before?(client: number): Promise<unknown>;
  request(client: number): Call;
  /** Keeps what later requests need. */
  answered?(answer: HttpAnswer, client: number): void;
  /** Undoes what was done, and is not measured. */
  after?(client: number): Promise<unknown>;
  /** How many do it at once at most, where it is large: fewer than else, so that each is answered in time. */
  atOnce?: number;
  /** The same reads and writes with the AWS SDK alone; absent where a warm container needs none. */
  raw?(): Repeated | Promise<Repeated>;
}

export type MakeCase = (world: World) => Case;
