/** What a request of an operation is made of; method and address are the contract's. */
export interface Call {
  token?: string;
  params?: Record<string, string>;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: unknown;
}
