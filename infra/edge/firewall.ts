import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import type { Settings } from '../config.ts';
import { physicalName } from '../names.ts';

/**
 * AWS's rules, and those of them that only count: they read bodies as if they were forms or paths to open, and would
 * refuse a list of drive mappings or a note with code in it. The contract says what a body may hold.
 */
const managed = {
  AWSManagedRulesAmazonIpReputationList: [],
  AWSManagedRulesKnownBadInputsRuleSet: [],
  AWSManagedRulesCommonRuleSet: ['SizeRestrictions_BODY', 'CrossSiteScripting_BODY', 'GenericLFI_BODY'],
};

const visibility = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  metricName,
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: true,
});

/** The firewall of the stage, where its settings ask for one. CloudFront takes one from us-east-1 only. */
export function firewall(scope: Construct, settings: Settings): CfnWebACL | undefined {
  const limit = settings.firewallRequestsPerAddress;
  if (limit === undefined) return undefined;
  return new CfnWebACL(scope, 'Firewall', {
    name: physicalName(settings, 'edge'),
    scope: 'CLOUDFRONT',
    defaultAction: { allow: {} },
    visibilityConfig: visibility(physicalName(settings, 'edge')),
    rules: [
      {
        name: 'RequestsPerAddress',
        priority: 0,
        action: {
          block: { customResponse: { responseCode: 429, responseHeaders: [{ name: 'Retry-After', value: '60' }] } },
        },
        statement: { rateBasedStatement: { limit, aggregateKeyType: 'IP', evaluationWindowSec: 300 } },
        visibilityConfig: visibility('RequestsPerAddress'),
      },
      ...Object.entries(managed).map(([name, counted], index) => ({
        name,
        priority: index + 1,
        overrideAction: { none: {} },
        statement: {
          managedRuleGroupStatement: {
            vendorName: 'AWS',
            name,
            ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
          },
        },
        visibilityConfig: visibility(name),
      })),
    ],
  });
}
