import type { operations } from '../../shared/contract/index.ts';

export type OperationId = keyof typeof operations;

/** One request of the collection, and what must come back. */
export interface Scenario {
  name: string;
  operation: OperationId;
  description?: string;
  /** Values of the path; a parameter that is left out is the variable of its own name. */
  params?: Record<string, string>;
  query?: Record<string, string>;
  /** Sent as JSON, or as it is where it is a text. */
  body?: object | string;
  headers?: Record<string, string>;
  /** Who asks: the access token of the collection where nothing is said, nobody, or another token. */
  token?: 'none' | `{{${string}}}`;
  status: number;
  /** The code of the error, where one is expected. */
  code?: string;
  /** Sent again while it is answered with this status, at most thirty times. */
  repeatWhile?: number;
  /** JavaScript that runs before the request. */
  before?: readonly string[];
  /** JavaScript that looks at `body`, the answer, and keeps what later requests need. */
  after?: readonly string[];
}

export interface Folder {
  name: string;
  description: string;
  scenarios: readonly Scenario[];
}

/** A line of a test script that holds a variable for the requests that follow. */
export const keep = (name: string, expression: string): string =>
  `pm.collectionVariables.set('${name}', ${expression});`;

/** A line of a test script: a named assertion. */
export const check = (name: string, assertion: string): string => `pm.test('${name}', () => ${assertion});`;
