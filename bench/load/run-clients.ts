/** Something that is measured again and again by a number of clients; each knows its own number, from 0. */
export interface Repeated {
  /** Prepares one repetition, and is not measured. */
  before?(client: number): Promise<unknown>;
  run(client: number): Promise<unknown>;
  /** Undoes one repetition, and is not measured. */
  after?(client: number): Promise<unknown>;
}

export interface Bounds {
  clients: number;
  milliseconds: number;
  /** What each client does however long it takes; 1 unless given. */
  fewest?: number;
  /** What each client does at most; without it only time ends it. */
  most?: number;
}

/** How long each repetition took, in milliseconds. */
export async function runClients(repeated: Repeated, bounds: Bounds): Promise<number[]> {
  const { clients, milliseconds, fewest = 1, most = Number.POSITIVE_INFINITY } = bounds;
  const until = performance.now() + milliseconds;
  const times: number[] = [];
  async function work(client: number) {
    for (let done = 0; done < fewest || (done < most && performance.now() < until); done += 1) {
      await repeated.before?.(client);
      const started = performance.now();
      await repeated.run(client);
      times.push(performance.now() - started);
      await repeated.after?.(client);
    }
  }
  await Promise.all(Array.from({ length: clients }, (_, client) => work(client)));
  return times;
}
