import { Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { WebSocketRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import type { Consumer } from '../../shared/manifest/consumers.ts';
import { consumerEntries } from '../catalogue.ts';
import { readStream, socketsOf, streamsOf } from '../grants.ts';
import { MontuFunction, type Wiring } from '../montu-function.ts';
import { deadLetterQueue, queuesOf, readQueue } from '../queues.ts';

type From<Source extends Consumer['source']> = Extract<Consumer, { source: Source }>;

const domain = 'realtime';

/** Everything that happens after a change, and the sockets it is told to. */
export class RealtimeStack extends Stack {
  private readonly wiring: Wiring;

  constructor(scope: Construct, id: string, props: StackProps & { wiring: Omit<Wiring, 'queues'> }) {
    super(scope, id, props);
    const queues = queuesOf(this, domain, props.wiring.settings);
    this.wiring = { ...props.wiring, queues };
    for (const { spec, fn } of consumerEntries) {
      if (spec.domain !== domain) continue;
      const consumer = new MontuFunction(this, fn, this.wiring);
      if (spec.source === 'stream') this.readStream(consumer, fn.id, spec);
      else if (spec.source === 'queue') readQueue(consumer, fn.id, spec, queues);
      else if (spec.source === 'schedule') this.runByClock(consumer, fn.id, spec);
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
      onFailure: new SqsDlq(deadLetterQueue(this, id, settings)),
    });
  }

  private runByClock(consumer: MontuFunction, id: string, { everyMinutes }: From<'schedule'>): void {
    new Rule(this, `${id}Schedule`, {
      schedule: Schedule.rate(Duration.minutes(everyMinutes)),
      targets: [new LambdaFunction(consumer)],
    });
  }

  private routeSocket(consumer: MontuFunction, id: string, spec: From<'socket'>): void {
    new WebSocketRoute(this, `${id}Route`, {
      webSocketApi: this.wiring.gateway.socketApi,
      routeKey: spec.route,
      integration: new WebSocketLambdaIntegration('Integration', consumer),
    });
  }
}
