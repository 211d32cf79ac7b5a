import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import type { Settings } from '../config.ts';
import { physicalName } from '../names.ts';
import { answerBodies, forbid, limit } from './firewall-answers.ts';
import { managedRules } from './managed-rules.ts';

const visibility = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  metricName,
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: true,
});

const actions = (rules: readonly string[], actionToUse: CfnWebACL.RuleActionProperty) =>
  rules.map((name) => ({ name, actionToUse }));

/** The firewall of the stage, where its settings ask for one. CloudFront takes one from us-east-1 only. */
export function firewall(scope: Construct, settings: Settings): CfnWebACL | undefined {
  const requests = settings.firewallRequestsPerAddress;
  if (requests === undefined) return undefined;
  return new CfnWebACL(scope, 'Firewall', {
    name: physicalName(settings, 'edge'),
    scope: 'CLOUDFRONT',
    defaultAction: { allow: {} },
    customResponseBodies: answerBodies,
    visibilityConfig: visibility(physicalName(settings, 'edge')),
    rules: [
      {
        name: 'RequestsPerAddress',
        priority: 0,
        action: limit,
        statement: { rateBasedStatement: { limit: requests, aggregateKeyType: 'IP', evaluationWindowSec: 300 } },
        visibilityConfig: visibility('RequestsPerAddress'),
      },
      ...Object.entries(managedRules).map(([name, { blocked, counted }], index) => ({
        name,
        priority: index + 1,
        overrideAction: { none: {} },
        statement: {
          managedRuleGroupStatement: {
            vendorName: 'AWS',
            name,
            ruleActionOverrides: [...actions(blocked, forbid), ...actions(counted, { count: {} })],
          },
        },
        visibilityConfig: visibility(name),
      })),
    ],
  });
}
