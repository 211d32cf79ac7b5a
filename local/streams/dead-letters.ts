import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DynamoDBRecord } from 'aws-lambda';

/** What Lambda sends to the dead-letter queue of a stream, with the records themselves: here nobody else keeps them. */
export interface DeadLetter {
  consumer: string;
  error: string;
  requestContext: {
    requestId: string;
    functionArn: string;
    condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded';
    approximateInvokeCount: number;
  };
  version: '1.0';
  timestamp: string;
  DDBStreamBatchInfo: {
    shardId: string;
    startSequenceNumber: string;
    endSequenceNumber: string;
    approximateArrivalOfFirstRecord: string;
    approximateArrivalOfLastRecord: string;
    batchSize: number;
    streamArn: string;
  };
  records: DynamoDBRecord[];
}

/** The changes that a consumer gave up on. */
export interface DeadLetters {
  add(letter: DeadLetter): Promise<void>;
  list(): Promise<DeadLetter[]>;
}

/** Keeps them as `<folder>/<consumer>/<time>-<request>.json`; without a folder, in memory. */
export function createDeadLetters(folder?: string): DeadLetters {
  if (!folder) {
    const letters: DeadLetter[] = [];
    return { add: async (letter) => void letters.push(letter), list: async () => [...letters] };
  }
  return {
    async add(letter) {
      const name = `${letter.timestamp.replaceAll(':', '-')}-${letter.requestContext.requestId}.json`;
      await mkdir(join(folder, letter.consumer), { recursive: true });
      await writeFile(join(folder, letter.consumer, name), JSON.stringify(letter, null, 2));
    },
    async list() {
      const files = await readdir(folder, { recursive: true }).catch(() => []);
      const letters = files.filter((file) => file.endsWith('.json')).sort();
      return Promise.all(
        letters.map(async (file) => JSON.parse(await readFile(join(folder, file), 'utf8')) as DeadLetter),
      );
    },
  };
}
