import { type App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { allFunctions } from './catalogue.ts';
import type { Settings } from './config.ts';
import { stackName } from './names.ts';
import { AlarmsStack } from './stacks/alarms.ts';
import { DataStack } from './stacks/data.ts';
import { DomainStack } from './stacks/domain.ts';
import { EdgeStack } from './stacks/edge.ts';
import { GatewayStack } from './stacks/gateway.ts';
import { RealtimeStack } from './stacks/realtime.ts';

/** Folders with what was built before. */
export interface Built {
  bundles: string;
  docs: string;
}

/** All stacks of a stage. */
export function defineMontu(app: App, settings: Settings, built: Built): void {
  const { stage, account, region, owner, costCenter, deletionProtection } = settings;
  const env = { account, region };
  const named = (name: string) => stackName(settings, name);

  const data = new DataStack(app, named('data'), { env, settings, terminationProtection: deletionProtection });
  const gateway = new GatewayStack(app, named('gateway'), { env, settings });
  const { publicUrl } = new EdgeStack(app, named('edge'), { env, settings, gateway, docsFolder: built.docs });
  const wiring = { settings, data, gateway, publicUrl, bundles: built.bundles };
  new RealtimeStack(app, named('realtime'), { env, wiring });
  const domains = new Set(allFunctions.map((fn) => fn.domain).filter((domain) => domain !== 'realtime'));
  for (const domain of domains) new DomainStack(app, named(domain), { env, domain, wiring });
  const { httpApi, socketApiId } = gateway;
  new AlarmsStack(app, named('alarms'), { env, settings, httpApiId: httpApi.apiId, socketApiId });

  for (const [key, value] of Object.entries({ project: 'montu', stage, owner, 'cost-center': costCenter })) {
    Tags.of(app).add(key, value);
  }
  Validations.of(app).addPlugins(new AwsSolutionsChecks());
}
