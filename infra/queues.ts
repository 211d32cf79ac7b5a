import { Duration, Validations } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { type Consumer, type QueueName, queues } from '../shared/manifest/consumers.ts';
import { consumerEntries } from './catalogue.ts';
import type { Settings } from './config.ts';
import { receiveFrom } from './grants.ts';
import type { MontuFunction, Queues } from './montu-function.ts';
import { physicalName } from './names.ts';

type QueueConsumer = Extract<Consumer, { source: 'queue' }>;

/** Dead letters of a queue or a stream consumer; alarms find them by this name. */
export const deadLetterQueueName = (settings: Settings, of: string) => physicalName(settings, `${of}-dead-letters`);

export function deadLetterQueue(scope: Construct, of: string, settings: Settings): Queue {
  const queue = new Queue(scope, `${of}DeadLetters`, {
    queueName: deadLetterQueueName(settings, of),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  Validations.of(queue).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'This queue holds dead letters itself.' });
  return queue;
}

function workQueue(scope: Construct, name: QueueName, settings: Settings): Queue {
  const { visibilitySeconds, maxReceives } = queues[name];
  return new Queue(scope, `${name}Queue`, {
    queueName: physicalName(settings, name),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    visibilityTimeout: Duration.seconds(visibilitySeconds),
    deadLetterQueue: { queue: deadLetterQueue(scope, name, settings), maxReceiveCount: maxReceives },
  });
}

/** The queues that functions of a domain read. */
export function queuesOf(scope: Construct, domain: string, settings: Settings): Queues {
  const names = consumerEntries.flatMap(({ spec }) =>
    spec.source === 'queue' && spec.domain === domain ? [spec.queue] : [],
  );
  return Object.fromEntries(names.map((name) => [name, workQueue(scope, name, settings)]));
}

/** Lets a function work on the messages of its queue. */
export function readQueue(consumer: MontuFunction, id: string, spec: QueueConsumer, own: Queues): void {
  const { queueArn } = own[spec.queue] as Queue;
  for (const statement of receiveFrom(queueArn)) consumer.addToRolePolicy(statement);
  new EventSourceMapping(consumer.stack, `${id}Source`, {
    target: consumer,
    eventSourceArn: queueArn,
    batchSize: spec.batchSize,
    maxConcurrency: spec.maxConcurrency,
    reportBatchItemFailures: true,
  });
}
