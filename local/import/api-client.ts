import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { operations } from '../../shared/contract/index.ts';
import { apiVersion } from '../../shared/contract/operation.ts';
import { ImportError } from './import-error.ts';
import type { JsonObject } from './json.ts';

/** An answer of the API that says no. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** An entity as the API has it, with the tag to change it by. */
export interface Item {
  data: JsonObject;
  etag: string;
}

const tokens = operations.login.answer.data;
const itemAnswer = z.object({ data: z.record(z.string(), z.json()) });
const errorAnswer = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z
      .array(z.object({ field: z.string(), message: z.string(), suggestion: z.string().optional() }))
      .default([]),
  }),
});
const me = operations.getMe.answer.data;

/** One sentence from an error answer, its details included. */
function failureOf(status: number, body: unknown): ApiFailure {
  const parsed = errorAnswer.safeParse(body);
  if (!parsed.success) return new ApiFailure(status, 'UNKNOWN', `the API answered ${status}`);
  const { code, message, details } = parsed.data.error;
  const told = details.map(
    ({ field, message: why, suggestion }) => `${field}: ${why}${suggestion ? ` (${suggestion})` : ''}`,
  );
  return new ApiFailure(status, code, [message, ...told].join('; '));
}

interface Request {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

interface Credentials {
  username: string;
  password: string;
  studio?: string | undefined;
}

/** Attempts after the first for what may pass: 429, 503, and a network that fails. */
const maxRetries = 5;
const longestWaitMs = 30_000;

/** Doubling from a quarter second with full jitter; at least what the API asks for. */
function backoffMs(attempt: number, retryAfter: string | null): number {
  const asked = Number(retryAfter ?? 0) * 1_000 || 0;
  return Math.min(asked + Math.random() * 250 * 2 ** attempt, longestWaitMs);
}

/** The few calls of the REST API that an import makes, signed in and patient. */
export class ApiClient {
  readonly #base: string;
  #tokens: z.output<typeof tokens> | undefined;
  #refreshAt = 0;
  #refreshing: Promise<void> | undefined;

  constructor(url: string) {
    this.#base = `${url.replace(/\/+$/, '')}/api/${apiVersion}`;
  }

  /** @throws ImportError when the API is not there or refuses. */
  async signIn({ username, password, studio }: Credentials): Promise<void> {
    const body = { username, password, studio, clientType: 'desktop' };
    try {
      this.#keep(await this.#send({ method: 'POST', path: '/auth/login', body }, 1));
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      throw new ImportError(`Signing in as ${username} was refused: ${error.message}`);
    }
  }

  /** Ends the session; what goes wrong here does not matter any more. */
  async signOut(): Promise<void> {
    await this.#call({ method: 'POST', path: '/auth/logout' }).catch(() => undefined);
  }

  async me(): Promise<z.output<typeof me>> {
    const { data } = await this.#item({ method: 'GET', path: '/auth/me' });
    return me.parse(data);
  }

  /** The entity at an address; undefined when there is none. */
  async get(path: string): Promise<Item | undefined> {
    try {
      return await this.#item({ method: 'GET', path });
    } catch (error) {
      if (error instanceof ApiFailure && error.status === 404) return undefined;
      throw error;
    }
  }

  create(path: string, body: JsonObject): Promise<Item> {
    return this.#item({ method: 'POST', path, body });
  }

  /** A merge patch of the entity as it was read. */
  update(path: string, body: JsonObject, etag: string): Promise<Item> {
    return this.#item({ method: 'PATCH', path, body, headers: { 'if-match': etag } });
  }

  /** A change that a method and an address say all of. */
  do(method: 'PUT' | 'DELETE', path: string): Promise<Item> {
    return this.#item({ method, path, headers: { 'if-match': '*' } });
  }

  async #item(request: Request): Promise<Item> {
    const { body, headers } = await this.#call(request);
    const parsed = itemAnswer.safeParse(body);
    if (!parsed.success) throw new ApiFailure(200, 'UNKNOWN', `${request.path} was not answered as the contract says`);
    return { data: parsed.data.data as JsonObject, etag: headers.get('etag') ?? '*' };
  }

  async #call(request: Request): Promise<Answer> {
    if (Date.now() >= this.#refreshAt) await this.#refresh();
    const used = this.#tokens?.accessToken;
    try {
      return await this.#sendSigned(request);
    } catch (error) {
      if (!(error instanceof ApiFailure) || error.code !== 'TOKEN_EXPIRED') throw error;
      // another call may have brought new tokens since
      if (used === this.#tokens?.accessToken) await this.#refresh();
      return this.#sendSigned(request);
    }
  }

  #sendSigned(request: Request): Promise<Answer> {
    const authorization = `Bearer ${this.#tokens?.accessToken}`;
    return this.#send({ ...request, headers: { ...request.headers, authorization } }, maxRetries);
  }

  /** One refresh for all calls that wait for it. */
  #refresh(): Promise<void> {
    const body = { refreshToken: this.#tokens?.refreshToken };
    this.#refreshing ??= this.#send({ method: 'POST', path: '/auth/refresh', body }, maxRetries)
      .then((answer) => this.#keep(answer))
      .finally(() => {
        this.#refreshing = undefined;
      });
    return this.#refreshing;
  }

  #keep({ body }: Answer): void {
    this.#tokens = tokens.parse(body);
    this.#refreshAt = Date.now() + this.#tokens.expiresIn * 800;
  }

  async #send(request: Request, retries: number): Promise<Answer> {
    for (let attempt = 0; ; attempt += 1) {
      const response = await this.#fetch(request, attempt >= retries);
      if (response?.ok) return { body: await bodyOf(response), headers: response.headers };
      const passing = response === undefined || [429, 503].includes(response.status);
      if (response && (!passing || attempt >= retries)) throw failureOf(response.status, await bodyOf(response));
      await wait(backoffMs(attempt, response?.headers.get('retry-after') ?? null));
    }
  }

  /** The answer; undefined when the network failed, unless that is the end of it. */
  async #fetch({ method, path, body, headers }: Request, last: boolean): Promise<Response | undefined> {
    const answer = fetch(this.#base + path, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body).replaceAll('\ufffd', '\\ufffd') }),
      signal: AbortSignal.timeout(longestWaitMs),
    });
    return answer.catch((error: Error) => {
      if (last) throw new ImportError(`The API at ${this.#base} does not answer (${reasonOf(error)}).`);
      return undefined;
    });
  }
}

interface Answer {
  body: unknown;
  headers: Headers;
}

function bodyOf(response: Response): Promise<unknown> {
  return response.status === 204 ? Promise.resolve(undefined) : response.json().catch(() => undefined);
}

/** fetch says only "fetch failed"; the reason is in the cause. */
function reasonOf(error: Error): string {
  const { cause } = error;
  if (cause instanceof Error) return (cause as NodeJS.ErrnoException).code ?? cause.message;
  return error.message;
}
