import type { Operation } from '../shared/contract/operation.ts';
import { routePath } from '../shared/contract/operation.ts';
import type { Call } from './cases/call.ts';
import { createHttpClient, type HttpAnswer } from './load/http-client.ts';
import { createRaw, type Raw } from './load/raw.ts';
import type { Seeded } from './stack/seed.ts';
import type { Account, Session } from './stack/sessions.ts';
import type { StackProcess } from './stack/stack-process.ts';

/** As many clients as work at once, at most. */
export const mostClients = 50;

/** An answer that is not the operation's good one. */
export class BadAnswer extends Error {
  readonly status: number;

  constructor(operation: Operation, { status, text }: HttpAnswer) {
    super(`${operation.id} answered ${status}: ${text}`);
    this.status = status;
  }
}

/** What there is to measure with: the running stack, its data, and people who are signed in. */
export interface World {
  stack: StackProcess;
  seeded: Seeded;
  /** Somebody of the main studio, for each client; with fifty clients, several share one session. */
  artist(client: number): Session;
  planner(client: number): Session;
  /** The administrator of the studio that is written in. */
  writer: Session;
  newSession(account: Account): Promise<Session>;
  /** @throws BadAnswer */
  call(operation: Operation, call: Call): Promise<HttpAnswer>;
  raw: Raw;
}

export async function createWorld(stack: StackProcess): Promise<World> {
  const { url, engine, tableName, seeded } = stack.facts;
  const send = createHttpClient(url);
  const newSession = (account: Account) => stack.ask('newSession', account);
  const [artists, planners, writer] = await Promise.all([
    Promise.all(seeded.artists.map(newSession)),
    Promise.all(seeded.planners.map(newSession)),
    newSession(seeded.workshop.admin),
  ]);
  return {
    ...{ stack, seeded, writer, newSession },
    artist: (client) => artists[client % artists.length] as Session,
    planner: (client) => planners[client % planners.length] as Session,
    raw: createRaw(engine, tableName, mostClients),
    async call(operation, { token, params = {}, query, headers = {}, body }) {
      const path = routePath(operation).replace(/\{(\w+)\}/g, (_, name: string) =>
        encodeURIComponent(params[name] ?? ''),
      );
      const search = query ? `?${new URLSearchParams(query)}` : '';
      const answer = await send({ method: operation.method, path: path + search, token, headers, body });
      if (answer.status === operation.answer.status) return answer;
      throw new BadAnswer(operation, answer);
    },
  };
}
