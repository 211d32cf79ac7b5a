import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { isSigned } from './aws-forms.ts';
import { readBody } from './body.ts';
import type { GatewayLimits } from './limits.ts';
import type { Queue } from './queue.ts';
import { md5 } from './queue.ts';

const message = z.object({
  MessageBody: z.string().min(1),
  DelaySeconds: z.int().min(0).max(900).default(0),
  MessageAttributes: z.undefined('Message attributes are not supported').optional(),
});
type Message = z.output<typeof message>;

const single = message.extend({ QueueUrl: z.string() });
const batch = z.object({
  QueueUrl: z.string(),
  Entries: z.array(message.extend({ Id: z.string().regex(/^[\w-]{1,80}$/) })),
});

/** An error as SQS tells it: by its modelled name, and by the older code that clients still look at. */
class SqsError extends Error {
  readonly type: string;
  readonly code: string;
  readonly statusCode: number;

  constructor(type: string, text: string, options: { code?: string; statusCode?: number } = {}) {
    super(text);
    this.type = type;
    this.code = options.code ?? type;
    this.statusCode = options.statusCode ?? 400;
  }
}

/** `SendMessage` and `SendMessageBatch` of SQS's JSON protocol, for queues by name. */
export function createSqs(queues: ReadonlyMap<string, Queue>, limits: GatewayLimits) {
  const actions: Record<string, (input: unknown) => unknown> = {
    SendMessage: (input) => {
      const { QueueUrl, ...entry } = parse(single, input);
      checkSize([entry]);
      return send(find(QueueUrl), entry);
    },
    SendMessageBatch: (input) => {
      const { QueueUrl, Entries } = parse(batch, input);
      const queue = find(QueueUrl);
      checkBatch(Entries.map(({ Id }) => Id));
      checkSize(Entries);
      return { Successful: Entries.map((entry) => ({ Id: entry.Id, ...send(queue, entry) })), Failed: [] };
    },
  };

  function find(queueUrl: string): Queue {
    const queue = queues.get(queueUrl.split('/').at(-1) ?? '');
    if (queue) return queue;
    const code = 'AWS.SimpleQueueService.NonExistentQueue';
    throw new SqsError('QueueDoesNotExist', 'The specified queue does not exist.', { code });
  }

  function checkSize(messages: readonly Message[]): void {
    const bytes = messages.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody), 0);
    if (bytes <= limits.queueMessageBytes) return;
    const text = `Messages may have ${limits.queueMessageBytes} bytes at most, together; these have ${bytes}.`;
    if (messages.length === 1) throw new SqsError('InvalidParameterValue', text);
    throw new SqsError('BatchRequestTooLong', text, { code: 'AWS.SimpleQueueService.BatchRequestTooLong' });
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      if (!isSigned(request.headers.authorization)) {
        throw new SqsError('MissingAuthenticationToken', 'The request is not signed.', { statusCode: 403 });
      }
      const target = String(request.headers['x-amz-target'] ?? '');
      const action = actions[target.replace('AmazonSQS.', '')];
      if (!action) throw new SqsError('UnsupportedOperation', `"${target}" is not supported.`);
      // JSON may write a character as six bytes.
      const body = await readBody(request, limits.queueMessageBytes * 6 + 10_000);
      if (!body) throw new SqsError('BatchRequestTooLong', 'The request is too long.');
      answer(response, 200, action(json(body)));
    } catch (error) {
      if (!(error instanceof SqsError)) throw error;
      request.resume();
      response.setHeader('x-amzn-query-error', `${error.code};Sender`);
      answer(response, error.statusCode, { __type: `com.amazonaws.sqs#${error.type}`, message: error.message });
    }
  };
}

function send(queue: Queue, { MessageBody, DelaySeconds }: Message) {
  const messageId = randomUUID();
  queue.send({ messageId, body: MessageBody }, DelaySeconds * 1_000);
  return { MessageId: messageId, MD5OfMessageBody: md5(MessageBody) };
}

function checkBatch(ids: readonly string[]): void {
  const problem =
    (ids.length === 0 && 'EmptyBatchRequest') ||
    (ids.length > 10 && 'TooManyEntriesInBatchRequest') ||
    (new Set(ids).size < ids.length && 'BatchEntryIdsNotDistinct');
  if (!problem) return;
  const text = `A batch has 1 to 10 messages with different ids; this one has the ids ${JSON.stringify(ids)}.`;
  throw new SqsError(problem, text, { code: `AWS.SimpleQueueService.${problem}` });
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new SqsError('SerializationException', 'The body is not JSON.');
  }
}

function parse<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const result = schema.safeParse(input);
  if (!result.success) throw new SqsError('InvalidParameterValue', z.prettifyError(result.error));
  return result.data;
}

function answer(response: ServerResponse, statusCode: number, body: unknown): void {
  response.writeHead(statusCode, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
}
