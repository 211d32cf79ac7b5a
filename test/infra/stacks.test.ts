import { existsSync, globSync, readFileSync } from 'node:fs';
import { type App, Stack } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { allFunctions } from '../../infra/catalogue.ts';
import { type Settings, settingsOf } from '../../infra/config.ts';
import { runbook } from '../../infra/runbook.ts';
import { errorBody } from '../../shared/contract/envelope.ts';
import { errorTable } from '../../shared/contract/errors.ts';
import { allOperations } from '../../shared/contract/index.ts';
import { routePath } from '../../shared/contract/operation.ts';
import { ownRoutes } from '../../shared/contract/versions/index.ts';
import { type Consumer, consumers } from '../../shared/manifest/consumers.ts';
import { countedPartitions } from '../../shared/manifest/rate-limits.ts';
import {
  accessTokenSeconds,
  region,
  resourceName,
  type Stage,
  signingKeyTag,
  stages,
} from '../../shared/manifest/stages.ts';
import { type Index, systemPartition, table } from '../../shared/manifest/table.ts';
import { trail } from '../../shared/manifest/trail.ts';
import { countMetric } from '../../shared/platform/logger.ts';
import { captureLogs } from '../support/logs.ts';
import { appOf, type Resource, resourcesOf, templatesOf } from './synthesized.ts';

/** What a rule of the firewall does. */
interface Action {
  Block?: {
    CustomResponse: { ResponseCode: number; CustomResponseBodyKey: string; ResponseHeaders: { Name: string }[] };
  };
  Count?: object;
}

interface Group {
  RuleActionOverrides: { Name: string; ActionToUse: Action }[];
}

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: Record<string, Record<string, string | string[]>>;
}

const apps = new Map<Stage, App>();
const templates = new Map<Stage, Map<string, Template>>();
beforeAll(() => {
  for (const stage of stages) {
    const app = appOf(stage);
    app.synth();
    apps.set(stage, app);
    templates.set(stage, templatesOf(app));
  }
}, 120_000);

function stack(stage: Stage, name: string): Template {
  const template = templates.get(stage)?.get(name);
  if (!template) throw new Error(`There is no stack ${name}`);
  return template;
}

/** Every resource of a stage, with the name of its stack. */
function everything(stage: Stage): { stack: string; id: string; resource: Resource }[] {
  return [...(templates.get(stage) ?? [])].flatMap(([name, template]) =>
    resourcesOf(template).map(([id, resource]) => ({ stack: name, id, resource })),
  );
}

const ofType = (stage: Stage, type: string) => everything(stage).filter(({ resource }) => resource.Type === type);

/** AWS's own function that uploads the docs. */
const isOurs = (id: string) => !id.startsWith('CustomCDKBucketDeployment');

/** Our functions by id, as `updateTask`. */
function functionsOf(stage: Stage): Map<string, Resource['Properties']> {
  const prefix = `montu-${stage}-`;
  return new Map(
    ofType(stage, 'AWS::Lambda::Function')
      .filter(({ id }) => isOurs(id))
      .map(({ resource }) => [String(resource.Properties.FunctionName).replace(prefix, ''), resource.Properties]),
  );
}

/** The statements of our functions' policies, by function. */
function grantsOf(stage: Stage): Map<string, Statement[]> {
  const policies = ofType(stage, 'AWS::IAM::Policy').filter(({ id }) => isOurs(id));
  return new Map(
    policies.map(({ id, resource }) => {
      const { Statement } = resource.Properties.PolicyDocument as { Statement: Statement[] };
      return [id.replace(/RoleDefaultPolicy.*$/, ''), Statement];
    }),
  );
}

const actionsOf = (statements: readonly Statement[] = []) => statements.flatMap(({ Action }) => Action);

describe.each(stages)('%s', (stage) => {
  let settings: Settings;
  beforeAll(() => {
    settings = settingsOf(stage);
  });

  it('has a stack for the data, the gateway, the edge, the alarms, and each domain', () => {
    const domains = new Set(
      allFunctions.map(({ domain }) => `Montu${domain.charAt(0).toUpperCase()}${domain.slice(1)}`),
    );
    const names = [...(templates.get(stage)?.keys() ?? [])];
    expect(names.toSorted()).toEqual(['MontuAlarms', 'MontuData', 'MontuEdge', 'MontuGateway', ...domains].toSorted());
  });

  it('needs nothing looked up: account and region are settings', () => {
    for (const child of apps.get(stage)?.node.children.filter((node) => Stack.isStack(node)) ?? []) {
      expect(child.account).toBe(settings.account);
      expect(child.region).toBe('us-east-1');
    }
    expect(apps.get(stage)?.synth().manifest.missing).toBeUndefined();
  });

  it('stays below 450 resources a stack', () => {
    for (const [name, template] of templates.get(stage) ?? []) {
      expect(resourcesOf(template).length, name).toBeLessThan(450);
    }
  });

  it('is clean for cdk-nag', () => {
    expect(new AwsSolutionsChecks().validateScope(apps.get(stage) as App).violations).toEqual([]);
  });

  it('protects what cannot be made again', () => {
    for (const id of ['Table', 'TableKey', 'SigningKey']) {
      stack(stage, 'MontuData').templateMatches({
        Resources: { [id]: { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' } },
      });
    }
    stack(stage, 'MontuData').hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      Replicas: [Match.objectLike({ DeletionProtectionEnabled: stage !== 'dev' })],
    });
  });

  it('keeps logs as long as its settings say', () => {
    const groups = ofType(stage, 'AWS::Logs::LogGroup');
    expect(groups.length).toBeGreaterThan(allFunctions.length);
    for (const { id, resource } of groups) {
      expect(resource.Properties.RetentionInDays, id).toBe(settings.logRetention);
    }
  });

  it('tags whatever takes tags', () => {
    const expected = { project: 'montu', stage, owner: settings.owner, 'cost-center': settings.costCenter };
    const tagged = everything(stage).filter(({ resource }) => resource.Properties?.Tags);
    for (const { id, resource } of tagged) {
      const tags = resource.Properties.Tags as { Key: string; Value: string }[] | Record<string, string>;
      const found = Array.isArray(tags) ? Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) : tags;
      expect(found, id).toMatchObject(expected);
    }
    for (const type of ['Lambda::Function', 'SQS::Queue', 'KMS::Key', 'S3::Bucket', 'CloudFront::Distribution']) {
      const all = ofType(stage, `AWS::${type}`).map(({ id }) => id);
      expect(tagged.map(({ id }) => id)).toEqual(expect.arrayContaining(all));
    }
  });
});

describe('the table', () => {
  const properties = () => {
    const [only, ...others] = ofType('prod', 'AWS::DynamoDB::GlobalTable');
    expect(others).toEqual([]);
    return only?.resource.Properties ?? {};
  };
  const keys = (partition: readonly string[], sort: readonly string[]) => [
    ...partition.map((AttributeName) => ({ AttributeName, KeyType: 'HASH' })),
    ...sort.map((AttributeName) => ({ AttributeName, KeyType: 'RANGE' })),
  ];

  it('has the keys and the indexes of the manifest', () => {
    expect(properties().KeySchema).toEqual(keys([table.partitionKey], [table.sortKey]));
    expect(properties().GlobalSecondaryIndexes).toEqual(
      Object.entries<Index>(table.indexes).map(([IndexName, { partition, sort, include }]) =>
        expect.objectContaining({
          ...{ IndexName, KeySchema: keys(partition, sort) },
          Projection: include ? { ProjectionType: 'INCLUDE', NonKeyAttributes: include } : { ProjectionType: 'ALL' },
        }),
      ),
    );
  });

  it('is on demand within a limit, streams both images, forgets by the attribute of the manifest', () => {
    expect(properties()).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: 1000 },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: table.timeToLive, Enabled: true },
    });
  });

  it('is encrypted with a key of its own that rotates, and can be taken back 35 days', () => {
    expect(properties().SSESpecification).toEqual({ SSEEnabled: true, SSEType: 'KMS' });
    expect(properties().Replicas).toEqual([
      expect.objectContaining({
        SSESpecification: { KMSMasterKeyId: { 'Fn::GetAtt': ['TableKey', 'Arn'] } },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
        ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 4000 },
      }),
    ]);
    stack('prod', 'MontuData').templateMatches({
      Resources: { TableKey: { Properties: { EnableKeyRotation: true } } },
    });
  });
});

it('signs with an RSA key that never leaves KMS', () => {
  stack('prod', 'MontuData').templateMatches({
    Resources: { SigningKey: { Properties: { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' } } },
  });
});

it('keeps the logical ids of what holds state: another one would replace it', () => {
  const stateful = ['AWS::DynamoDB::GlobalTable', 'AWS::KMS::Key'].flatMap((type) => ofType('prod', type));
  expect(stateful.map(({ stack: name, id }) => `${name}/${id}`).toSorted()).toEqual([
    'MontuData/SigningKey',
    'MontuData/Table',
    'MontuData/TableKey',
  ]);
});

describe('functions', () => {
  it('are the operations, the consumers, and the one for unknown routes', () => {
    const ids = [...allOperations.map(({ id }) => id), ...Object.keys(consumers), 'unknownRoute'];
    expect([...functionsOf('dev').keys()].toSorted()).toEqual(ids.toSorted());
  });

  it('have a file each, and each file is one', () => {
    const expected = allFunctions.map(({ file }) => file).toSorted();
    for (const file of expected) expect(existsSync(file), file).toBe(true);
    expect(globSync('functions/*/*.ts').toSorted()).toEqual(expected);
  });

  it('run on Node 24 and arm64, traced, with logs in JSON and time enough to answer', () => {
    for (const [id, properties] of functionsOf('prod')) {
      expect(properties, id).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON' },
        Handler: 'index.handler',
      });
      expect(properties, id).not.toHaveProperty('ReservedConcurrentExecutions');
    }
    for (const { id } of allOperations) {
      const timeout = Number(functionsOf('prod').get(id)?.Timeout);
      expect(timeout, id).toBeGreaterThanOrEqual(10);
      expect(timeout, id).toBeLessThan(30);
    }
    expect(functionsOf('prod').get('login')?.MemorySize).toBe(1769);
  });

  it('are told what they need, and only that', () => {
    const variables = (id: string) =>
      (functionsOf('dev').get(id) as { Environment: { Variables: object } }).Environment.Variables;
    const everyone = [
      'MONTU_STAGE',
      'MONTU_TABLE',
      'MONTU_PUBLIC_URL',
      'MONTU_ORIGINS',
      'MONTU_ACCESS_TOKEN_SECONDS',
      'MONTU_ORIGIN_KEY',
    ];
    const keysOf = (id: string) => Object.keys(variables(id)).toSorted();
    expect(keysOf('getTask')).toEqual(everyone.toSorted());
    expect(keysOf('login')).toEqual([...everyone, 'MONTU_SIGNER'].toSorted());
    expect(keysOf('notifier')).toEqual([...everyone, 'MONTU_PUSH_QUEUE_URL'].toSorted());
    expect(keysOf('pusher')).toEqual([...everyone, 'MONTU_SOCKET_ENDPOINT', 'MONTU_PUSH_QUEUE_URL'].toSorted());
    expect(variables('getTask')).toMatchObject({ MONTU_STAGE: 'dev', MONTU_ORIGINS: 'http://localhost:5173' });
  });
});

describe('routes', () => {
  const httpRoutes = [
    ...allOperations.map((spec) => ({ key: `${spec.method} ${routePath(spec, '{version}')}`, id: spec.id })),
    ...ownRoutes.map(({ method, path, operation }) => ({ key: `${method} ${path}`, id: operation.id })),
  ];

  it('of HTTP are those of the contract, and $default', () => {
    const routes = ofType('dev', 'AWS::ApiGatewayV2::Route').filter(({ stack: name }) => name !== 'MontuRealtime');
    expect(routes.map(({ resource }) => resource.Properties.RouteKey).toSorted()).toEqual(
      ['$default', ...httpRoutes.map(({ key }) => key)].toSorted(),
    );
  });

  it('lead to the function of their operation', () => {
    const ids = new Map(httpRoutes.map(({ key, id }) => [key, id]));
    for (const { id, resource } of ofType('dev', 'AWS::ApiGatewayV2::Route')) {
      const expected = ids.get(String(resource.Properties.RouteKey));
      if (expected) expect(id.startsWith(`${expected}Route`), `${id} of ${expected}`).toBe(true);
    }
    for (const { id, resource } of ofType('dev', 'AWS::ApiGatewayV2::Integration')) {
      const name = id.replace(/Route\d*Integration.*$/, '');
      expect(JSON.stringify(resource.Properties.IntegrationUri), id).toMatch(new RegExp(`"${name}[0-9A-F]{8}"`));
    }
  });

  it('of sockets are those of the manifest, chosen by action', () => {
    const sockets = Object.values<Consumer>(consumers).flatMap((spec) =>
      spec.source === 'socket' ? [spec.route] : [],
    );
    const routes = ofType('dev', 'AWS::ApiGatewayV2::Route').filter(({ stack: name }) => name === 'MontuRealtime');
    expect(routes.map(({ resource }) => resource.Properties.RouteKey).toSorted()).toEqual(sockets.toSorted());
    stack('dev', 'MontuGateway').hasResourceProperties('AWS::ApiGatewayV2::Api', {
      ProtocolType: 'WEBSOCKET',
      RouteSelectionExpression: '$request.body.action',
    });
  });

  it('are throttled and logged', () => {
    stack('dev', 'MontuGateway').allResourcesProperties('AWS::ApiGatewayV2::Stage', {
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
      AccessLogSettings: Match.objectLike({ Format: Match.stringLikeRegexp('"requestId"') }),
    });
  });
});

describe('permissions', () => {
  const writes = ['PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem'].map((name) => `dynamodb:${name}`);

  it('never scan, and name what they allow', () => {
    for (const [id, statements] of grantsOf('prod')) {
      for (const action of actionsOf(statements)) expect(action, id).not.toMatch(/Scan|PartiQL|\*/);
    }
  });

  it('name what they are for; only X-Ray has nothing to name', () => {
    for (const [id, statements] of grantsOf('prod')) {
      for (const { Action, Resource, Condition } of statements) {
        // keys that rotation makes later are known by their tag
        if (JSON.stringify(Condition ?? {}).includes('aws:ResourceTag/')) continue;
        const allowed = [Resource].flat().map((one) => JSON.stringify(one));
        if (allowed.includes('"*"')) {
          expect(
            [Action].flat().every((action) => action.startsWith('xray:Put')),
            id,
          ).toBe(true);
        } else {
          const wild = allowed.filter((one) => one.includes('*'));
          expect(
            wild.every((one) => /@connections\/\*|\/stream\/\*|:key\/\*/.test(one)),
            `${id} ${wild}`,
          ).toBe(true);
        }
      }
    }
  });

  /** Allowed for some items only, or some of their attributes. */
  const isBounded = ({ Condition }: Statement) => JSON.stringify(Condition ?? {}).includes('dynamodb:LeadingKeys');
  const unbounded = (id: string) => (grantsOf('prod').get(id) ?? []).filter((statement) => !isBounded(statement));
  const bounded = (id: string) => (grantsOf('prod').get(id) ?? []).filter(isBounded);

  it('let nothing write that only reads', () => {
    for (const operation of allOperations.filter(({ method }) => method === 'GET')) {
      const actions = actionsOf(unbounded(operation.id));
      expect(actions, operation.id).toContain('dynamodb:Query');
      for (const action of [...writes, 'kms:Sign']) expect(actions, operation.id).not.toContain(action);
    }
  });

  it('let it count requests and leave a security trail, and nobody but what signs touch the key set', () => {
    const some = (names: string[]) => Object.fromEntries(names.map((name) => [`dynamodb:${name}`, 'false']));
    const events = {
      Action: 'dynamodb:PutItem',
      Condition: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [trail.eventPartitions] },
        Null: some(['LeadingKeys']),
      },
    };
    const use = {
      Action: 'dynamodb:UpdateItem',
      Condition: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [trail.use.partitions] },
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'sk', trail.use.attribute] },
        Null: some(['LeadingKeys', 'Attributes']),
      },
    };
    const count = {
      Action: 'dynamodb:UpdateItem',
      Condition: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': countedPartitions },
        Null: some(['LeadingKeys']),
      },
    };
    const others = {
      ...{ Effect: 'Deny', Action: ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'] },
      Condition: { 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': [systemPartition] } },
    };
    for (const { id, access, uses = [] } of allOperations) {
      const ofWriters = uses.includes('signer') ? [] : [others];
      const own = uses.includes('tableWrite') ? ofWriters : [count, ...(access === 'public' ? [] : [events, use])];
      expect(bounded(id), id).toEqual(own.map((one) => expect.objectContaining(one)));
    }
  });

  it('follow what a function says it uses', () => {
    for (const { id, uses, readsTable } of allFunctions) {
      const actions = new Set(actionsOf(grantsOf('prod').get(id)));
      const wants = (use: (typeof uses)[number]) => uses.includes(use);
      expect(actions.has('dynamodb:GetItem'), id).toBe(readsTable);
      const unconditional = actionsOf(unbounded(id));
      for (const write of writes) expect(unconditional.includes(write), `${id} ${write}`).toBe(wants('tableWrite'));
      expect(actions.has('kms:Sign'), id).toBe(wants('signer'));
      expect(actions.has('execute-api:ManageConnections'), id).toBe(wants('sockets'));
      const sends = wants('pushQueue') || wants('importQueue') || id === 'notifier';
      expect(actions.has('sqs:SendMessage'), id).toBe(sends);
    }
  });

  it('are one role a function', () => {
    const roles = [...functionsOf('prod').values()].map(({ Role }) => JSON.stringify(Role));
    expect(new Set(roles).size).toBe(allFunctions.length);
  });
});

describe('sources of events', () => {
  it('read the stream as the manifest says, and give up into a queue', () => {
    const { filters, batchSize, retries, maxAgeSeconds, parallelization } = consumers.notifier;
    stack('prod', 'MontuRealtime').hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: batchSize,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: retries,
      MaximumRecordAgeInSeconds: maxAgeSeconds,
      ParallelizationFactor: parallelization,
      FilterCriteria: { Filters: filters.map((filter) => ({ Pattern: JSON.stringify(filter) })) },
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
    });
  });

  it('read the queue as the manifest says', () => {
    stack('prod', 'MontuRealtime').hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: consumers.pusher.batchSize,
      ScalingConfig: { MaximumConcurrency: consumers.pusher.maxConcurrency },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    stack('prod', 'MontuRealtime').hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'montu-prod-push',
      VisibilityTimeout: 180,
      RedrivePolicy: Match.objectLike({ maxReceiveCount: 3 }),
    });
    expect(functionsOf('prod').get('pusher')?.Timeout).toBe(30);
  });

  it('have no more than two readers of the stream, all that DynamoDB lets', () => {
    const readers = Object.values<Consumer>(consumers).filter(({ source }) => source === 'stream');
    expect(readers.length).toBeLessThanOrEqual(2);
  });
});

describe('alarms', () => {
  const alarms = (stage: Stage) => ofType(stage, 'AWS::CloudWatch::Alarm').map(({ resource }) => resource.Properties);

  it('say what people notice and lead to an entry of the runbook that is there', () => {
    const kinds = new Set<string>();
    for (const { AlarmName, AlarmDescription, AlarmActions } of alarms('prod')) {
      const [, impact, kind = ''] = /^(.+) docs\/runbooks\/alarms\.md#([\w-]+)$/.exec(String(AlarmDescription)) ?? [];
      expect(runbook, String(AlarmName)).toHaveProperty(kind);
      expect(impact).toBe(runbook[kind as keyof typeof runbook].impact);
      expect(AlarmActions).toHaveLength(1);
      kinds.add(kind);
    }
    expect([...kinds].toSorted()).toEqual(Object.keys(runbook).toSorted());
  });

  it.each(['Errors', 'Throttles'])('watch %s of every function', (name) => {
    const watched = JSON.stringify(
      alarms('prod').filter(({ Metrics }) => JSON.stringify(Metrics)?.includes(`"${name}"`)),
    );
    for (const { id } of allFunctions) expect(watched, id).toContain(`"montu-prod-${id}"`);
  });

  describe('of sockets', () => {
    interface EmbeddedMetric extends Record<string, unknown> {
      _aws: { CloudWatchMetrics: [{ Namespace: string; Dimensions: [string[]]; Metrics: [{ Name: string }] }] };
    }
    interface Watched {
      MetricName: string;
      Namespace: string;
      Dimensions: { Name: string; Value: unknown }[];
    }
    const ofKind = (kind: string) =>
      alarms('prod').filter(({ AlarmName }) => String(AlarmName).startsWith(`montu-prod-${kind}-`));

    /** Name, namespace and dimensions of what a function reports, as it stands in its log. */
    function reported(operation: string) {
      vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
      const logs = captureLogs();
      countMetric('ServerErrors', 1, { operation });
      logs.restore();
      vi.unstubAllEnvs();
      const [line] = logs.lines() as [EmbeddedMetric];
      const [{ Namespace, Dimensions, Metrics }] = line._aws.CloudWatchMetrics;
      expect(Dimensions).toHaveLength(1);
      return {
        MetricName: Metrics[0].Name,
        Namespace,
        Dimensions: Dimensions[0].map((Name) => ({ Name, Value: line[Name] })).toSorted(byName),
      };
    }
    const byName = (one: { Name: string }, other: { Name: string }) => one.Name.localeCompare(other.Name);

    it('add up what functions that answer their own errors report of them', () => {
      const [alarm, ...others] = ofKind('socket-errors');
      expect(others).toEqual([]);
      const metrics = alarm?.Metrics as { Expression?: string; MetricStat?: { Metric: Watched; Stat: string } }[];
      const watched = metrics.flatMap(({ MetricStat }) => MetricStat ?? []);
      const operations = Object.entries<Consumer>(consumers).flatMap(([id, spec]) =>
        spec.source === 'socket' && !['$disconnect', '$default'].includes(spec.route) ? [id] : [],
      );
      expect(operations).toContain('connectSocket');
      expect(
        watched.map(({ Metric, Stat }) => ({ ...Metric, Dimensions: Metric.Dimensions.toSorted(byName), Stat })),
      ).toEqual(operations.map((id) => ({ ...reported(id), Stat: 'Sum' })));
      expect(metrics.flatMap(({ Expression }) => Expression ?? [])).toEqual(['SUM(METRICS())']);
    });

    it('watch the socket API itself: calls that fail, and answers that refuse', () => {
      const limits = ofKind('socket-faults').map(({ MetricName, Threshold, EvaluationPeriods, Dimensions }) => {
        expect(JSON.stringify(Dimensions)).toContain('SocketApi');
        return [MetricName, Threshold, EvaluationPeriods];
      });
      expect(limits.toSorted()).toEqual([
        ['ExecutionError', 5, 1],
        ['IntegrationError', 50, 3],
      ]);
    });
  });

  it('ring when what runs by the clock has missed four runs, also while nothing is reported of it', () => {
    const scheduled = Object.entries<Consumer>(consumers).flatMap(([id, spec]) =>
      spec.source === 'schedule' ? [[`montu-prod-${id}`, spec.everyMinutes * 4 * 60]] : [],
    );
    expect(scheduled).toContainEqual(['montu-prod-sweeper', 3_600]);
    const silent = alarms('prod').filter(({ MetricName }) => MetricName === 'Invocations');
    expect(silent.map(({ Dimensions, Period }) => [(Dimensions as { Value: string }[])[0]?.Value, Period])).toEqual(
      scheduled,
    );
    for (const alarm of silent)
      expect(alarm).toMatchObject({
        ...{ ComparisonOperator: 'LessThanThreshold', Threshold: 1, EvaluationPeriods: 1, Statistic: 'Sum' },
        TreatMissingData: 'breaching',
      });
    const others = alarms('prod').filter(({ TreatMissingData }) => TreatMissingData !== 'notBreaching');
    expect(others).toHaveLength(silent.length);
  });

  it('watch every queue of dead letters, and no alarm has more than the ten metrics it may', () => {
    const watched = JSON.stringify(alarms('prod'));
    const queues = ofType('prod', 'AWS::SQS::Queue').map(({ resource }) => String(resource.Properties.QueueName));
    for (const queue of queues) expect(watched).toContain(`"${queue}"`);
    for (const { Metrics } of alarms('prod')) expect((Metrics as unknown[])?.length ?? 1).toBeLessThanOrEqual(11);
  });

  it('cost what the docs say, as does all that is counted there', () => {
    const page = readFileSync('docs/cost.md', 'utf8');
    const metrics = alarms('prod').flatMap(
      ({ Metrics }) => (Metrics as { MetricStat?: object }[])?.filter(({ MetricStat }) => MetricStat) ?? [{}],
    );
    expect(page).toContain(`| ${metrics.length} metrics × 0.10 |`);
    expect(page).toContain(`${allFunctions.length} × 2 = ${allFunctions.length * 2}`);
    expect(page).toContain(`| ${allOperations.length} × 0.30 |`);
    const amounts = [...page.matchAll(/^\|.*\| \**([\d.]+)\** \|$/gm)].map(([, amount]) => Number(amount));
    const sum = amounts.pop();
    expect(amounts.reduce((total, amount) => total + amount, 0)).toBeCloseTo(sum ?? Number.NaN);
  });

  it('may be published, over TLS only', () => {
    stack('prod', 'MontuAlarms').hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({ Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' } }),
        ]),
      },
    });
  });

  it('have a budget below 500 USD in prod alone', () => {
    stack('prod', 'MontuAlarms').hasResourceProperties('AWS::Budgets::Budget', {
      Budget: Match.objectLike({ BudgetLimit: { Amount: 450, Unit: 'USD' }, TimeUnit: 'MONTHLY' }),
    });
    for (const stage of ['dev', 'staging'] as const) expect(ofType(stage, 'AWS::Budgets::Budget')).toEqual([]);
  });
});

describe('the edge', () => {
  const distribution = (stage: Stage) => {
    const [only] = ofType(stage, 'AWS::CloudFront::Distribution');
    return only?.resource.Properties.DistributionConfig as {
      DefaultCacheBehavior: Record<string, unknown>;
      CacheBehaviors: Record<string, unknown>[];
      Origins: { Id: string; OriginCustomHeaders?: { HeaderName: string; HeaderValue: unknown }[] }[];
    };
  };

  it('is in front of both APIs and the docs, and caches nothing of the APIs', () => {
    const { DefaultCacheBehavior, CacheBehaviors } = distribution('prod');
    expect(CacheBehaviors.map(({ PathPattern }) => PathPattern)).toEqual(['/ws', '/ws/*', '/docs', '/docs/*']);
    const cachingDisabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
    const allButHost = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';
    for (const behavior of [DefaultCacheBehavior, ...CacheBehaviors.slice(0, 2)]) {
      expect(behavior).toMatchObject({ CachePolicyId: cachingDisabled, OriginRequestPolicyId: allButHost });
    }
    for (const behavior of [DefaultCacheBehavior, ...CacheBehaviors]) {
      expect(behavior.FunctionAssociations).toHaveLength(1);
      expect(behavior.ViewerProtocolPolicy).toMatch(/^(https-only|redirect-to-https)$/);
      expect(behavior.ResponseHeadersPolicyId).toBeDefined();
    }
  });

  it('lets the pages of the stage, and no others, read what a gateway answers by itself', () => {
    const { DefaultCacheBehavior } = distribution('dev');
    const { Ref: id } = DefaultCacheBehavior.ResponseHeadersPolicyId as { Ref: string };
    const policy = ofType('dev', 'AWS::CloudFront::ResponseHeadersPolicy').find((one) => one.id === id);
    expect(policy?.resource.Properties.ResponseHeadersPolicyConfig).toMatchObject({
      CorsConfig: {
        AccessControlAllowOrigins: { Items: ['http://localhost:5173'] },
        AccessControlAllowCredentials: false,
        // what a function says of its own answer holds
        OriginOverride: false,
      },
    });
  });

  it('sends every address of sockets to the socket API', () => {
    const { CacheBehaviors, Origins } = distribution('prod');
    const targets = CacheBehaviors.slice(0, 2).map(({ TargetOriginId }) => TargetOriginId);
    const [origin, ...others] = Origins.filter(({ Id }) => targets.includes(Id));
    expect(others).toEqual([]);
    expect(JSON.stringify(origin)).toContain('SocketApi');
  });

  it('tells both APIs the key that every function checks', () => {
    const told = distribution('prod').Origins.flatMap(({ OriginCustomHeaders }) => OriginCustomHeaders ?? []);
    expect(told.map(({ HeaderName }) => HeaderName)).toEqual(['x-montu-origin', 'x-montu-origin']);
    for (const properties of functionsOf('prod').values()) {
      const { Variables } = properties.Environment as { Variables: Record<string, unknown> };
      for (const { HeaderValue } of told) expect(Variables.MONTU_ORIGIN_KEY).toEqual(HeaderValue);
    }
  });

  it('keeps the docs private to it', () => {
    const buckets = ofType('prod', 'AWS::S3::Bucket');
    expect(buckets).toHaveLength(2);
    for (const { resource } of buckets) {
      expect(Object.values(resource.Properties.PublicAccessBlockConfiguration as object)).toEqual([
        true,
        true,
        true,
        true,
      ]);
    }
    expect(ofType('prod', 'AWS::CloudFront::OriginAccessControl')).toHaveLength(1);
  });

  it('shows the docs of a deployment within minutes', () => {
    const [upload] = ofType('prod', 'Custom::CDKBucketDeployment');
    expect(upload?.resource.Properties.SystemMetadata).toEqual({ 'cache-control': 'max-age=300' });
  });

  it('leaves the docs as they are where none were built', () => {
    const edgeOf = (app: App | undefined) => app?.node.findChild('MontuEdge-dev').node;
    expect(edgeOf(apps.get('dev'))?.tryFindChild('UploadDocs')).toBeDefined();
    const without = edgeOf(appOf('dev', { docs: 'not/built' }));
    expect(without?.tryFindChild('UploadDocs')).toBeUndefined();
    expect(JSON.stringify(without?.metadata)).toContain('not/built is not built');
  });

  it('has a firewall with a limit per address where data is real', () => {
    for (const stage of ['staging', 'prod'] as const) {
      stack(stage, 'MontuEdge').hasResourceProperties('AWS::WAFv2::WebACL', {
        Scope: 'CLOUDFRONT',
        Rules: Match.arrayWith([
          Match.objectLike({
            Statement: {
              RateBasedStatement: Match.objectLike({ Limit: settingsOf(stage).firewallRequestsPerAddress }),
            },
          }),
          Match.objectLike({ Name: 'AWSManagedRulesCommonRuleSet' }),
        ]),
      });
    }
    expect(ofType('dev', 'AWS::WAFv2::WebACL')).toEqual([]);
  });

  describe('answers of the firewall', () => {
    const acl = () =>
      ofType('prod', 'AWS::WAFv2::WebACL')[0]?.resource.Properties as {
        CustomResponseBodies: Record<string, { ContentType: string; Content: string }>;
        Rules: { Name: string; Action?: Action; Statement: { ManagedRuleGroupStatement?: Group } }[];
      };
    const overrides = () =>
      acl().Rules.flatMap(({ Statement }) => Statement.ManagedRuleGroupStatement?.RuleActionOverrides ?? []);
    const blocks = () => [
      ...acl().Rules.flatMap(({ Action }) => Action?.Block ?? []),
      ...overrides().flatMap(({ ActionToUse }) => ActionToUse.Block ?? []),
    ];

    it('are in the envelope, with the status of their code', () => {
      const codes = blocks().map(({ CustomResponse: { ResponseCode, CustomResponseBodyKey } }) => {
        const { ContentType, Content } = acl().CustomResponseBodies[CustomResponseBodyKey] ?? {};
        expect(ContentType).toBe('APPLICATION_JSON');
        const { error } = errorBody.parse(JSON.parse(Content ?? ''));
        expect(ResponseCode).toBe(errorTable[error.code].status);
        return error.code;
      });
      expect(new Set(codes)).toEqual(new Set(['RATE_LIMITED', 'FORBIDDEN']));
      expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(1);
    });

    it('say when to try again, where there are too many requests', () => {
      const [rate] = acl().Rules;
      expect(rate?.Name).toBe('RequestsPerAddress');
      expect(rate?.Action?.Block?.CustomResponse).toMatchObject({
        ResponseCode: 429,
        ResponseHeaders: expect.arrayContaining([{ Name: 'Retry-After', Value: '60' }]),
      });
    });

    it('have no more headers than the hundred that one firewall may', () => {
      const headers = blocks().flatMap(({ CustomResponse }) => CustomResponse.ResponseHeaders);
      expect(headers.length).toBeLessThanOrEqual(100);
    });

    it('are not given for what JSON bodies and cursors may hold: that is counted', () => {
      const counted = overrides().filter(({ ActionToUse }) => ActionToUse.Count !== undefined);
      expect(counted.map(({ Name }) => Name).toSorted()).toEqual([
        'CrossSiteScripting_BODY',
        'EC2MetaDataSSRF_BODY',
        'GenericLFI_BODY',
        'GenericRFI_BODY',
        'SizeRestrictions_BODY',
        'SizeRestrictions_QUERYSTRING',
      ]);
    });

    it('are decided once for each rule', () => {
      const names = overrides().map(({ Name }) => Name);
      expect(new Set(names).size).toBe(names.length);
      for (const { ActionToUse } of overrides()) expect(Object.keys(ActionToUse)).toHaveLength(1);
    });
  });
});

describe('signing keys', () => {
  it.each(stages)('of %s may be used by the functions that sign, if they have the tag of the stage', (stage) => {
    const policies = ofType(stage, 'AWS::IAM::Policy').map(({ id, resource }) => {
      const { Statement } = resource.Properties.PolicyDocument as { Statement: Statement[] };
      const ofKeys = Statement.filter((one) =>
        actionsOf([one]).some((action) => ['kms:Sign', 'kms:GetPublicKey', 'kms:*'].includes(action)),
      );
      return [id.replace(/RoleDefaultPolicy.*$/, ''), ofKeys] as const;
    });
    const grants = policies.filter(([, statements]) => statements.length > 0);
    const signing = allFunctions.filter(({ uses }) => uses.includes('signer')).map(({ id }) => id);
    expect(signing).toContain('login');
    expect(grants.map(([id]) => id).toSorted()).toEqual(signing.toSorted());
    for (const [, statements] of grants) {
      expect(statements).toEqual([
        {
          Effect: 'Allow',
          Action: ['kms:GetPublicKey', 'kms:Sign'],
          Resource: `arn:aws:kms:${region}:${settingsOf(stage).account}:key/*`,
          Condition: { StringEquals: { [`aws:ResourceTag/${signingKeyTag}`]: stage } },
        },
      ]);
    }
  });

  it.each(stages)('of %s are tagged as that, and no other key is', (stage) => {
    const keys = ofType(stage, 'AWS::KMS::Key');
    const tagged = keys.filter(({ resource }) =>
      (resource.Properties.Tags as { Key: string; Value: string }[]).some(
        ({ Key, Value }) => Key === signingKeyTag && Value === stage,
      ),
    );
    expect(tagged.map(({ id }) => id)).toEqual(['SigningKey']);
    expect(keys.length).toBeGreaterThan(1);
  });
});

it.each(stages)('the commands of operators know %s as it is deployed', (stage) => {
  const settings = settingsOf(stage);
  expect(settings.region).toBe(region);
  expect(settings.accessTokenSeconds).toBe(accessTokenSeconds[stage]);
  stack(stage, 'MontuData').hasResourceProperties('AWS::DynamoDB::GlobalTable', {
    TableName: resourceName(stage, 'table'),
  });
});

it('does not synthesize what cdk-nag finds fault with', () => {
  const app = appOf('dev');
  new Queue(app.node.findChild('MontuRealtime-dev'), 'OpenToAnyone');
  expect(() => app.synth()).toThrow('AwsSolutions-SQS4');
});
