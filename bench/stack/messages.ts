import type { RecordedCall } from './recorder.ts';
import type { Seeded } from './seed.ts';
import type { Account, Session } from './sessions.ts';

/** What the load generator may ask of the process that has the stack. */
export interface Requests {
  startRecording: { input: undefined; output: undefined };
  stopRecording: { input: undefined; output: RecordedCall[] };
  newSession: { input: Account; output: Session };
  /** Bytes in use on the heap, after a collection. */
  memory: { input: undefined; output: number };
  /** Waits until nothing is under way. */
  settled: { input: undefined; output: undefined };
}

export type RequestName = keyof Requests;

export interface RequestMessage {
  id: number;
  name: RequestName;
  input: unknown;
}

export type AnswerMessage = { id: number } & ({ output: unknown } | { error: string });

/** Sent once, when everything is there. */
export interface ReadyMessage {
  ready: { url: string; webSocketUrl: string; engine: string; tableName: string; seeded: Seeded };
}
