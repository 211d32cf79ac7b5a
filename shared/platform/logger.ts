import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** JSON lines. Keys that belong to a request go with each call, since local containers serve many at once. */
export const logger = new Logger({ serviceName: 'montu' });

const metrics = new Metrics({ namespace: 'Montu', serviceName: 'montu' });

/** One metric in CloudWatch's embedded format, with its dimension. */
export function countMetric(name: string, value: number, dimension: Record<string, string>): void {
  const metric = metrics.singleMetric();
  metric.addDimensions(dimension);
  metric.addMetric(name, name.endsWith('Milliseconds') ? MetricUnit.Milliseconds : MetricUnit.Count, value);
}
