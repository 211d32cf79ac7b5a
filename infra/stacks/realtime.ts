import { Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { WebSocketRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { type Consumer, type QueueName, queues } from '../../shared/manifest/consumers.ts';
import { consumerEntries } from '../catalogue.ts';
import type { Settings } from '../config.ts';
import { readStream, receiveFrom, socketsOf, streamsOf } from '../grants.ts';
import { MontuFunction, type Wiring } from '../montu-function.ts';
import { physicalName } from '../names.ts';

type From<Source extends Consumer['source']> = Extract<Consumer, { source: Source }>;

/** Dead letters of a queue or a stream consumer; alarms find them by this name. */
export const deadLetterQueueName = (settings: Settings, of: string) => physicalName(settings, `${of}-dead-letters`);

/** Everything that happens after a change, and the sockets it is told to. */
export class RealtimeStack extends Stack {
  private readonly wiring: Wiring;
  private readonly queues: Record<QueueName, Queue>;

  constructor(scope: Construct, id: string, props: StackProps & { wiring: Omit<Wiring, 'pushQueue'> }) {
    super(scope, id, props);
    this.queues = { push: this.workQueue('push', props.wiring.settings) };
    this.wiring = { ...props.wiring, pushQueue: this.queues.push };
    for (const { spec, fn } of consumerEntries) {
      const consumer = new MontuFunction(this, fn, this.wiring);
      if (spec.source === 'stream') this.readStream(consumer, fn.id, spec);
      else if (spec.source === 'queue') this.readQueue(consumer, fn.id, spec);
      else this.routeSocket(consumer, fn.id, spec);
    }
    this.explainWildcards();
  }

  private explainWildcards(): void {
    const { data, gateway } = this.wiring;
    const importOf = (reference: string): string => this.resolve(reference)['Fn::ImportValue'];
    const nameInFinding = (arn: string) => arn.replace(gateway.socketApiId, importOf(gateway.socketApiId));
    Validations.of(this).acknowledge(
      {
        id: 'AwsSolutions-APIG4',
        reason: '$connect verifies the token or ticket; the other routes belong to a socket that it let in.',
      },
      {
        id: `AwsSolutions-IAM5[Resource::${streamsOf(data)}]`,
        reason: 'The streams of one table: Lambda lists them to find the one it reads.',
      },
      ...socketsOf(gateway).map((arn) => ({
        id: `AwsSolutions-IAM5[Resource::${nameInFinding(arn)}]`,
        reason: 'The sockets of one API: their ids are made when they connect.',
      })),
    );
  }

  private readStream(consumer: MontuFunction, id: string, spec: From<'stream'>): void {
    const { data, settings } = this.wiring;
    for (const statement of readStream(data)) consumer.addToRolePolicy(statement);
    new EventSourceMapping(this, `${id}Source`, {
      target: consumer,
      eventSourceArn: data.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: spec.filters.map((filter) => ({ pattern: JSON.stringify(filter) })),
      batchSize: spec.batchSize,
      parallelizationFactor: spec.parallelization,
      retryAttempts: spec.retries,
      maxRecordAge: Duration.seconds(spec.maxAgeSeconds),
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      onFailure: new SqsDlq(this.deadLetterQueue(id, settings)),
    });
  }

  private readQueue(consumer: MontuFunction, id: string, spec: From<'queue'>): void {
    const { queueArn } = this.queues[spec.queue];
    for (const statement of receiveFrom(queueArn)) consumer.addToRolePolicy(statement);
    new EventSourceMapping(this, `${id}Source`, {
      target: consumer,
      eventSourceArn: queueArn,
      batchSize: spec.batchSize,
      maxConcurrency: spec.maxConcurrency,
      reportBatchItemFailures: true,
    });
  }

  private routeSocket(consumer: MontuFunction, id: string, spec: From<'socket'>): void {
    new WebSocketRoute(this, `${id}Route`, {
      webSocketApi: this.wiring.gateway.socketApi,
      routeKey: spec.route,
      integration: new WebSocketLambdaIntegration('Integration', consumer),
    });
  }

  private workQueue(name: QueueName, settings: Settings): Queue {
    const { visibilitySeconds, maxReceives } = queues[name];
    return new Queue(this, `${name}Queue`, {
      queueName: physicalName(settings, name),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(visibilitySeconds),
      deadLetterQueue: { queue: this.deadLetterQueue(name, settings), maxReceiveCount: maxReceives },
    });
  }

  private deadLetterQueue(of: string, settings: Settings): Queue {
    const queue = new Queue(this, `${of}DeadLetters`, {
      queueName: deadLetterQueueName(settings, of),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(queue).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'This queue holds dead letters itself.' });
    return queue;
  }
}
