import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { type QueueName, queues } from '../../shared/manifest/consumers.ts';
import { table } from '../../shared/manifest/table.ts';
import { allFunctions, consumerEntries } from '../catalogue.ts';
import type { Settings } from '../config.ts';
import { physicalName } from '../names.ts';
import { deadLetterQueueName } from '../queues.ts';
import { type AlarmKind, runbook, runbookPath } from '../runbook.ts';

interface AlarmsProps extends StackProps {
  settings: Settings;
  httpApiId: string;
  socketApiId: string;
}

/** Rings when a metric reaches this, for so many periods of it. */
interface TooMuch {
  atLeast: number;
  periods?: number;
}

/** Rings when a metric does not come to this in a period, which it does not either while nobody reports it. */
interface TooLittle {
  below: number;
}

/** An alarm on an expression takes no more metrics. */
const metricsPerAlarm = 10;
const period = Duration.minutes(5);
/** So many runs in a row do not fail to begin by chance. */
const missedRuns = 4;
/** A sweep every quarter of an hour finds what is ten minutes old: what is older than this one sweep did not mend. */
const unnumberedMs = 30 * 60_000;

const metric = (namespace: string, metricName: string, statistic: string, dimensionsMap: Record<string, string>) =>
  new Metric({ namespace, metricName, statistic, dimensionsMap, period });

/** The sum of several metrics. */
function sumOf(metrics: readonly IMetric[], label: string): IMetric {
  const usingMetrics = Object.fromEntries(metrics.map((one, index) => [`m${index}`, one]));
  return new MathExpression({ expression: 'SUM(METRICS())', usingMetrics, label, period });
}

/** Who is told, of what, and when. Metrics are found by physical names, so this stack depends on no other. */
export class AlarmsStack extends Stack {
  private readonly settings: Settings;
  private readonly topic: Topic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id, props);
    this.settings = props.settings;
    this.topic = this.alarmTopic();
    this.watchFunctions();
    this.watchApi(props.httpApiId);
    this.watchSockets(props.socketApiId);
    this.watchRealtime();
    this.watchSchedules();
    this.watchTable();
    this.watchBudget();
  }

  /** The one way to make an alarm: it has an entry in the runbook, and says so. */
  private alarm(kind: AlarmKind, subject: string, watched: IMetric, limit: TooMuch | TooLittle): void {
    const isTooLittle = 'below' in limit;
    const name = `${kind}-${subject}`;
    new Alarm(this, name, {
      alarmName: physicalName(this.settings, name),
      alarmDescription: `${runbook[kind].impact} ${runbookPath}#${kind}`,
      metric: watched,
      threshold: isTooLittle ? limit.below : limit.atLeast,
      comparisonOperator: isTooLittle
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: isTooLittle ? 1 : (limit.periods ?? 1),
      treatMissingData: isTooLittle ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(this.topic));
  }

  private watchFunctions(): void {
    for (const [domain, functions = []] of Object.entries(Object.groupBy(allFunctions, (fn) => fn.domain))) {
      const total = (metricName: string, group: typeof functions) =>
        sumOf(
          group.map(({ id }) =>
            metric('AWS/Lambda', metricName, 'Sum', { FunctionName: physicalName(this.settings, id) }),
          ),
          metricName,
        );
      for (let start = 0; start < functions.length; start += metricsPerAlarm) {
        const group = functions.slice(start, start + metricsPerAlarm);
        const subject = start === 0 ? domain : `${domain}-${start / metricsPerAlarm + 1}`;
        this.alarm('function-errors', subject, total('Errors', group), { atLeast: 1 });
        this.alarm('function-throttles', subject, total('Throttles', group), { atLeast: 1 });
      }
    }
  }

  private watchApi(ApiId: string): void {
    const api = (name: string, statistic: string) => metric('AWS/ApiGateway', name, statistic, { ApiId });
    this.alarm('api-faults', 'http', api('5xx', 'Sum'), { atLeast: 5 });
    this.alarm('api-latency', 'http', api('Latency', 'p99'), { atLeast: 2000, periods: 3 });
  }

  /**
   * A function of a socket answers what went wrong instead of failing, and counts it itself; those of `$disconnect` and
   * `$default` do not catch anything.
   */
  private watchSockets(ApiId: string): void {
    const counted = consumerEntries.flatMap(({ spec, fn }) =>
      spec.source === 'socket' && spec.route !== '$disconnect' && spec.route !== '$default'
        ? [metric('Montu', 'ServerErrors', 'Sum', { service: 'montu', operation: fn.id })]
        : [],
    );
    this.alarm('socket-errors', 'sockets', sumOf(counted, 'Messages answered with 5xx'), { atLeast: 5 });

    const api = (name: string) => metric('AWS/ApiGateway', name, 'Sum', { ApiId });
    this.alarm('socket-faults', 'calls', api('ExecutionError'), { atLeast: 5 });
    // refusals of clients are among these: sessions end all the time, but not so many for so long
    this.alarm('socket-faults', 'answers', api('IntegrationError'), { atLeast: 50, periods: 3 });
  }

  private watchRealtime(): void {
    const queue = (QueueName: string, name: string) => metric('AWS/SQS', name, 'Maximum', { QueueName });
    const deadLetters = (of: string) =>
      this.alarm(
        'dead-letters',
        of,
        queue(deadLetterQueueName(this.settings, of), 'ApproximateNumberOfMessagesVisible'),
        { atLeast: 1 },
      );
    for (const name of Object.keys(queues) as QueueName[]) {
      const age = queue(physicalName(this.settings, name), 'ApproximateAgeOfOldestMessage');
      this.alarm('queue-backlog', name, age, { atLeast: 60, periods: 2 });
      deadLetters(name);
    }
    for (const { spec, fn } of consumerEntries) {
      if (spec.source !== 'stream') continue;
      const FunctionName = physicalName(this.settings, fn.id);
      const age = metric('AWS/Lambda', 'IteratorAge', 'Maximum', { FunctionName });
      this.alarm('stream-lag', fn.id, age, { atLeast: 60_000, periods: 2 });
      deadLetters(fn.id);
    }
    const dimensions = { service: 'montu', operation: 'sweeper' };
    const oldest = metric('Montu', 'OldestUnnumberedMilliseconds', 'Maximum', dimensions);
    this.alarm('events-unnumbered', 'sweeper', oldest, { atLeast: unnumberedMs });
  }

  /** What never runs fails nowhere, and reports nothing. */
  private watchSchedules(): void {
    for (const { spec, fn } of consumerEntries) {
      if (spec.source !== 'schedule') continue;
      const runs = metric('AWS/Lambda', 'Invocations', 'Sum', { FunctionName: physicalName(this.settings, fn.id) });
      const watched = runs.with({ period: Duration.minutes(missedRuns * spec.everyMinutes) });
      this.alarm('schedule-silent', fn.id, watched, { below: 1 });
    }
  }

  private watchTable(): void {
    const TableName = physicalName(this.settings, 'table');
    const refused = (name: string, index?: string) =>
      metric('AWS/DynamoDB', name, 'Sum', { TableName, ...(index ? { GlobalSecondaryIndexName: index } : {}) });
    // writes that an index refuses are counted on the table too, reads are not
    const reads = Object.keys(table.indexes).map((index) => refused('ReadThrottleEvents', index));
    const all = [refused('ReadThrottleEvents'), refused('WriteThrottleEvents'), ...reads];
    this.alarm('table-throttles', 'table', sumOf(all, 'Throttled requests'), { atLeast: 10 });
  }

  private watchBudget(): void {
    const { monthlyBudget, alarmEmail, stage } = this.settings;
    if (monthlyBudget === undefined) return;
    const tell = (notificationType: string, threshold: number): CfnBudget.NotificationWithSubscribersProperty => ({
      notification: { notificationType, threshold, comparisonOperator: 'GREATER_THAN', thresholdType: 'PERCENTAGE' },
      subscribers: [{ subscriptionType: 'EMAIL', address: alarmEmail }],
    });
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetName: `montu-${stage}`,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: monthlyBudget, unit: 'USD' },
      },
      notificationsWithSubscribers: [tell('ACTUAL', 80), tell('FORECASTED', 100)],
    });
  }

  private alarmTopic(): Topic {
    const topic = new Topic(this, 'AlarmTopic', { topicName: physicalName(this.settings, 'alarms'), enforceSSL: true });
    // a policy of its own replaces the default one, by which CloudWatch could publish
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    topic.addSubscription(new EmailSubscription(this.settings.alarmEmail));
    return topic;
  }
}
