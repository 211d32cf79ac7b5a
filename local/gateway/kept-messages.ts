import { readFileSync, renameSync, writeFileSync } from 'node:fs';

export interface QueueMessage {
  messageId: string;
  body: string;
}

/** The messages of a queue that nobody has done yet, in a file, since SQS does not forget them when a machine stops. */
export class KeptMessages {
  readonly #path: string;
  readonly #bodies: Map<string, string>;

  /** @param path of the file; where there is none yet, nothing is kept */
  constructor(path: string) {
    this.#path = path;
    this.#bodies = new Map(read(path).map(({ messageId, body }) => [messageId, body]));
  }

  all(): QueueMessage[] {
    return [...this.#bodies].map(([messageId, body]) => ({ messageId, body }));
  }

  add({ messageId, body }: QueueMessage): void {
    this.#bodies.set(messageId, body);
    this.#write();
  }

  remove(messageId: string): void {
    if (this.#bodies.delete(messageId)) this.#write();
  }

  /** In one step: a stop leaves the old file or the new one. */
  #write(): void {
    const fresh = `${this.#path}.new`;
    writeFileSync(fresh, JSON.stringify(this.all()), { mode: 0o600 });
    renameSync(fresh, this.#path);
  }
}

function read(path: string): QueueMessage[] {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as QueueMessage[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
