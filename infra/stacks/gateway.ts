import { Fn, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { AccessLogFormat, CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpStage, LogGroupLogDestination, WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Settings } from '../config.ts';
import { physicalName } from '../names.ts';

/** The stage of the socket API, which is the first part of its paths. */
const socketStageName = 'live';

const context = (names: Record<string, string>) =>
  AccessLogFormat.custom(
    JSON.stringify(Object.fromEntries(Object.entries(names).map(([key, name]) => [key, `$context.${name}`]))),
  );

const httpLog = context({
  requestId: 'requestId',
  time: 'requestTime',
  method: 'httpMethod',
  route: 'routeKey',
  status: 'status',
  bytes: 'responseLength',
  milliseconds: 'responseLatency',
  functionMilliseconds: 'integrationLatency',
  error: 'integrationErrorMessage',
});

const socketLog = context({
  requestId: 'requestId',
  time: 'requestTime',
  connection: 'connectionId',
  event: 'eventType',
  route: 'routeKey',
  status: 'status',
  error: 'integrationErrorMessage',
});

/** The two APIs without their routes: each domain's stack adds its own, so none grows past CloudFormation's limit. */
export class GatewayStack extends Stack {
  readonly httpApi: HttpApi;
  readonly socketApi: WebSocketApi;
  /** As other stacks refer to it. */
  readonly socketApiId: string;
  readonly socketStage: WebSocketStage;
  /**
   * What the edge says to be known by (docs/decisions/0003-edge.md): the random part of this stack's ARN,
   * which stands in no repository and costs nothing.
   */
  readonly originKey: string;

  constructor(scope: Construct, id: string, props: StackProps & { settings: Settings }) {
    super(scope, id, props);
    const { settings } = props;
    this.originKey = Fn.select(2, Fn.split('/', this.stackId));

    this.httpApi = new HttpApi(this, 'HttpApi', {
      apiName: physicalName(settings, 'http'),
      createDefaultStage: false,
    });
    new HttpStage(this, 'HttpStage', {
      httpApi: this.httpApi,
      stageName: '$default',
      autoDeploy: true,
      throttle: settings.throttle,
      accessLogSettings: { destination: this.logTo('http', settings), format: httpLog },
    });

    this.socketApi = new WebSocketApi(this, 'SocketApi', {
      apiName: physicalName(settings, 'sockets'),
      routeSelectionExpression: '$request.body.action',
    });
    this.socketApiId = this.exportValue(this.socketApi.apiId);
    this.socketStage = new WebSocketStage(this, 'SocketStage', {
      webSocketApi: this.socketApi,
      stageName: socketStageName,
      autoDeploy: true,
      throttle: settings.throttle,
      accessLogSettings: { destination: this.logTo('sockets', settings), format: socketLog },
    });
    this.socketStage.node.addDependency(this.allowSocketLogs());
  }

  private logTo(name: string, settings: Settings): LogGroupLogDestination {
    return new LogGroupLogDestination(
      new LogGroup(this, `${name}Log`, {
        logGroupName: `/${physicalName(settings, `access-${name}`)}`,
        retention: settings.logRetention,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    );
  }

  /** Socket APIs write logs as a role that the account, not the API, names. */
  private allowSocketLogs(): CfnAccount {
    const role = new Role(this, 'GatewayLogRole', {
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs')],
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      reason: 'API Gateway asks for this policy: the role serves the whole account, not one log group.',
    });
    const account = new CfnAccount(this, 'GatewayAccount', { cloudWatchRoleArn: role.roleArn });
    // other APIs of the account may have come to rely on it
    for (const kept of [role, account]) kept.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return account;
  }
}
