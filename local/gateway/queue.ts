import { createHash, randomUUID } from 'node:crypto';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { Invoke } from '../invoke.ts';
import { within } from '../within.ts';
import { region } from './aws-forms.ts';
import { explain } from './explain.ts';
import type { KeptMessages, QueueMessage } from './kept-messages.ts';
import type { GatewayLimits } from './limits.ts';

/** What could not be delivered, kept as a dead-letter queue would. */
export interface DeadLetter extends QueueMessage {
  queue: string;
  receiveCount: number;
  reason: string;
}

interface Waiting extends QueueMessage {
  sentAt: number;
  firstReceivedAt: number | undefined;
  receiveCount: number;
}

interface QueueOptions {
  name: string;
  functionId: string;
  batchSize: number;
  maxConcurrency: number;
  maxReceives: number;
  invoke: Invoke;
  limits: GatewayLimits;
  log: (line: string) => void;
  deadLetters: DeadLetter[];
  /** Where the messages outlive this process. */
  kept?: KeptMessages | undefined;
}

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** A queue and the event source mapping that reads it: batches at once, several side by side, failures again later. */
export class Queue {
  readonly #options: QueueOptions;
  readonly #ready: Waiting[] = [];
  readonly #delayed = new Set<NodeJS.Timeout>();
  #running = 0;
  #isScheduled = false;
  #whenIdle: (() => void)[] = [];

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  /** Goes on with what was kept when this machine stopped. */
  resume(): void {
    for (const message of this.#options.kept?.all() ?? []) this.send(message);
  }

  send(message: QueueMessage, delayMs = 0): void {
    this.#options.kept?.add(message);
    this.#add({ ...message, sentAt: Date.now(), firstReceivedAt: undefined, receiveCount: 0 }, delayMs);
  }

  /** Waits until everything is delivered or given up, but no longer than that; the rest is lost, unless it is kept. */
  async stop(drainMs: number): Promise<void> {
    const idle = new Promise<void>((resolve) => {
      this.#whenIdle.push(resolve);
      this.#settle();
    });
    const late = new Error(`Queue "${this.#options.name}" stopped with messages in it`);
    await within(drainMs, idle, late).catch(() => this.#options.log(late.message));
    for (const timer of this.#delayed) clearTimeout(timer);
    this.#delayed.clear();
    this.#ready.length = 0;
  }

  #add(message: Waiting, delayMs: number): void {
    if (delayMs > 0) {
      const timer = setTimeout(() => {
        this.#delayed.delete(timer);
        this.#ready.push(message);
        this.#pump();
      }, delayMs);
      this.#delayed.add(timer);
      return;
    }
    this.#ready.push(message);
    // Messages that are sent together travel together.
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    const { maxConcurrency } = this.#options;
    while (this.#ready.length > 0 && this.#running < maxConcurrency) {
      this.#running += 1;
      void this.#deliver(this.#takeBatch()).finally(() => {
        this.#running -= 1;
        this.#pump();
        this.#settle();
      });
    }
  }

  /** As many as fit the batch, and an event. */
  #takeBatch(): Waiting[] {
    const { batchSize, limits } = this.#options;
    let bytes = 0;
    const fitting = this.#ready.slice(0, batchSize).findIndex(({ body }) => {
      bytes += Buffer.byteLength(JSON.stringify(body)) + 2_000;
      return bytes > limits.functionBytes;
    });
    return this.#ready.splice(0, fitting < 0 ? batchSize : Math.max(1, fitting));
  }

  async #deliver(batch: Waiting[]): Promise<void> {
    const now = Date.now();
    for (const message of batch) {
      message.receiveCount += 1;
      message.firstReceivedAt ??= now;
    }
    const { failed, reason } = await this.#invoke(batch);
    for (const message of batch) if (!failed.includes(message)) this.#options.kept?.remove(message.messageId);
    for (const message of failed) this.#retry(message, reason);
  }

  async #invoke(batch: Waiting[]): Promise<{ failed: Waiting[]; reason: string }> {
    const { name, functionId, invoke, log } = this.#options;
    try {
      const result = await invoke(functionId, { Records: batch.map((message) => recordOf(name, message)) });
      const failures = (result as SQSBatchResponse | null)?.batchItemFailures ?? [];
      const ids = new Set(failures.map(({ itemIdentifier }) => itemIdentifier));
      const failed = batch.filter(({ messageId }) => ids.has(messageId));
      // An id that is not in the batch fails all of it, as Lambda does.
      return { failed: failed.length < ids.size ? batch : failed, reason: 'Reported by the function' };
    } catch (error) {
      log(`${functionId} failed: ${explain(error)}`);
      return { failed: batch, reason: error instanceof Error ? error.message : String(error) };
    }
  }

  #retry(message: Waiting, reason: string): void {
    const { name, maxReceives, limits, deadLetters, log } = this.#options;
    const { messageId, body, receiveCount } = message;
    if (receiveCount < maxReceives) {
      this.#add(message, limits.redeliverAfterMs * 2 ** (receiveCount - 1));
    } else {
      log(`Queue "${name}": message ${messageId} given up after ${receiveCount} deliveries: ${reason}`);
      deadLetters.push({ queue: name, messageId, body, receiveCount, reason });
      this.#options.kept?.remove(messageId);
    }
  }

  #settle(): void {
    if (this.#ready.length + this.#running + this.#delayed.size > 0) return;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }
}

function recordOf(queue: string, message: Waiting): SQSRecord {
  return {
    messageId: message.messageId,
    receiptHandle: randomUUID(),
    body: message.body,
    attributes: {
      ApproximateReceiveCount: String(message.receiveCount),
      SentTimestamp: String(message.sentAt),
      SenderId: 'local',
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    },
    messageAttributes: {},
    md5OfBody: md5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:${region()}:000000000000:${queue}`,
    awsRegion: region(),
  };
}
