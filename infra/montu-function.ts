import { join } from 'node:path';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { QueueName } from '../shared/manifest/consumers.ts';
import type { Environment } from '../shared/manifest/environment.ts';
import type { Deployed, Use } from './catalogue.ts';
import type { Settings } from './config.ts';
import {
  countRequests,
  keepFromKeySet,
  keysOf,
  leaveTrail,
  manageSockets,
  readTable,
  sendTo,
  sign,
  writeTable,
} from './grants.ts';
import { physicalName } from './names.ts';
import type { DataStack } from './stacks/data.ts';
import type { GatewayStack } from './stacks/gateway.ts';

/** What functions are connected to. */
export interface Wiring {
  settings: Settings;
  data: DataStack;
  gateway: GatewayStack;
  /** Address of the edge, without a slash at the end. */
  publicUrl: string;
  /** Holds a folder for each function, by id. */
  bundles: string;
  /** Those of the function's own stack. */
  queues: Queues;
}

/** Queues by name, as far as a stack has them. */
export type Queues = { [Name in QueueName]?: Queue };

function queueOf(name: QueueName, { queues }: Wiring): Queue {
  const queue = queues[name];
  if (!queue) throw new Error(`Only functions of its own stack can use the ${name} queue`);
  return queue;
}

const defaultMemory = 1024;

/** The grants and settings that come with each thing a function says it uses. */
function provisionsOf(use: Use, wiring: Wiring): { grants: PolicyStatement[]; environment: Partial<Environment> } {
  const { settings, data, gateway } = wiring;
  switch (use) {
    case 'tableWrite':
      return { grants: writeTable(data), environment: {} };
    case 'securityTrail':
      return { grants: leaveTrail(data), environment: {} };
    case 'rateLimits':
      return { grants: countRequests(data), environment: {} };
    case 'signer':
      return { grants: sign(data, settings), environment: { MONTU_SIGNER: `kms:${data.signingKey.keyId}` } };
    case 'pushQueue': {
      const { queueArn, queueUrl } = queueOf('push', wiring);
      return { grants: sendTo(queueArn), environment: { MONTU_PUSH_QUEUE_URL: queueUrl } };
    }
    case 'importQueue': {
      const { queueArn, queueUrl } = queueOf('import', wiring);
      const environment = { MONTU_IMPORT_QUEUE_URL: queueUrl, MONTU_WRITE_UNITS: String(settings.maxWriteUnits) };
      return { grants: sendTo(queueArn), environment };
    }
    case 'sockets':
      return {
        grants: manageSockets(gateway),
        environment: { MONTU_SOCKET_ENDPOINT: gateway.socketStage.callbackUrl },
      };
  }
}

/** One function with its log group and a role of its own that allows what the function declares, and no more. */
export class MontuFunction extends LambdaFunction {
  constructor(scope: Construct, fn: Deployed, wiring: Wiring) {
    const { settings, data, gateway, publicUrl, bundles } = wiring;
    const functionName = physicalName(settings, fn.id);
    const provisions = fn.uses.map((use) => provisionsOf(use, wiring));
    const environment: Environment = {
      MONTU_STAGE: settings.stage,
      MONTU_TABLE: data.tableName,
      MONTU_PUBLIC_URL: publicUrl,
      MONTU_ORIGINS: settings.origins.join(','),
      MONTU_ACCESS_TOKEN_SECONDS: String(settings.accessTokenSeconds),
      ...Object.assign({}, ...provisions.map((provision) => provision.environment)),
    };
    const logGroup = new LogGroup(scope, `${fn.id}Log`, {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: settings.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${fn.id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });

    super(scope, fn.id, {
      functionName,
      description: fn.summary,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(join(bundles, fn.id), { exclude: ['*.map'] }),
      memorySize: fn.memory ?? defaultMemory,
      timeout: Duration.seconds(fn.timeoutSeconds),
      environment: { ...environment, MONTU_ORIGIN_KEY: gateway.originKey },
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
    });

    logGroup.grantWrite(role);
    const mayNotSign = fn.uses.includes('tableWrite') && !fn.uses.includes('signer');
    const grants = [
      ...(fn.readsTable ? readTable(data) : []),
      ...provisions.flatMap((provision) => provision.grants),
      ...(mayNotSign ? [keepFromKeySet(data)] : []),
    ];
    for (const statement of grants) this.addToRolePolicy(statement);
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray knows no resources: PutTraceSegments and PutTelemetryRecords are allowed on all or not at all.',
    });
    if (fn.uses.includes('signer')) {
      Validations.of(role).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${keysOf(data)}]`,
        reason: 'Rotation makes keys that no template knows; a condition allows those with the tag of the stage.',
      });
    }
  }
}
