import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  OriginRequestPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { originHeader } from '../../shared/manifest/edge.ts';
import type { Settings } from '../config.ts';
import { viewerRequestCode } from '../edge/code.ts';
import { uploadDocs } from '../edge/docs.ts';
import { firewall } from '../edge/firewall.ts';
import { apiHeaders, docsHeaders } from '../edge/headers.ts';
import { physicalName } from '../names.ts';
import type { GatewayStack } from './gateway.ts';

interface EdgeProps extends StackProps {
  settings: Settings;
  gateway: GatewayStack;
  /** The built documentation; what is in the bucket stays where it is absent. */
  docsFolder: string;
}

function privateBucket(scope: Construct, id: string, props: BucketProps): IBucket {
  const bucket = new Bucket(scope, id, {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    ...props,
  });
  // the class and its interface disagree on an optional property under exactOptionalPropertyTypes
  return bucket as IBucket;
}

/** What the world sees: one address in front of both APIs and the documentation. */
export class EdgeStack extends Stack {
  /** Without a slash at the end. */
  readonly publicUrl: string;

  constructor(scope: Construct, id: string, props: EdgeProps) {
    super(scope, id, props);
    const { settings, gateway, docsFolder } = props;
    const logs = this.logBucket(settings);
    const docs = privateBucket(this, 'Docs', {
      serverAccessLogsBucket: logs,
      serverAccessLogsPrefix: 'docs/',
      // made again by every build
      removalPolicy: RemovalPolicy.DESTROY,
    });

    const viewerRequest = new EdgeFunction(this, 'ViewerRequest', {
      functionName: physicalName(settings, 'viewer-request'),
      comment: 'Addresses of sockets and docs, slashes at the end, bodies that are too large',
      code: FunctionCode.fromInline(viewerRequestCode(gateway.socketStage.stageName, settings.origins)),
      runtime: FunctionRuntime.JS_2_0,
    });
    const everywhere = {
      functionAssociations: [{ function: viewerRequest, eventType: FunctionEventType.VIEWER_REQUEST }],
    };
    const origin = (apiId: string) =>
      new HttpOrigin(`${apiId}.execute-api.${settings.region}.${this.urlSuffix}`, {
        customHeaders: { [originHeader]: gateway.originKey },
      });
    const api: Omit<BehaviorOptions, 'origin'> = {
      ...everywhere,
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy: apiHeaders(this, settings),
    };
    const pages: BehaviorOptions = {
      ...everywhere,
      origin: S3BucketOrigin.withOriginAccessControl(docs),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      responseHeadersPolicy: docsHeaders(this, settings),
    };
    const sockets: BehaviorOptions = { ...api, origin: origin(gateway.socketApi.apiId) };
    const acl = firewall(this, settings);
    const distribution = new Distribution(this, 'Distribution', {
      comment: `Montu ${settings.stage}`,
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: { ...api, origin: origin(gateway.httpApi.apiId), allowedMethods: AllowedMethods.ALLOW_ALL },
      additionalBehaviors: {
        '/ws': sockets,
        '/ws/*': sockets,
        '/docs': pages,
        '/docs/*': pages,
      },
      logBucket: logs,
      logFilePrefix: 'edge/',
      ...(acl ? { webAclId: acl.attrArn } : {}),
    });
    Validations.of(distribution).acknowledge(
      { id: 'AwsSolutions-CFR1', reason: 'Studios and their vendors work from anywhere.' },
      { id: 'AwsSolutions-CFR4', reason: 'A cloudfront.net name has no TLS policy of its own; a studio domain will.' },
      ...(acl ? [] : [{ id: 'AwsSolutions-CFR2', reason: 'No firewall in dev: it holds nothing but test data.' }]),
    );
    this.publicUrl = `https://${distribution.distributionDomainName}`;
    new CfnOutput(this, 'PublicUrl', { value: this.publicUrl });
    uploadDocs(this, docs, docsFolder, settings);
  }

  /** CloudFront delivers its logs as another account's objects. */
  private logBucket(settings: Settings): IBucket {
    const bucket = privateBucket(this, 'Logs', {
      objectOwnership: ObjectOwnership.OBJECT_WRITER,
      lifecycleRules: [{ expiration: Duration.days(settings.logRetention) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'It holds the access logs; its own would never end.',
    });
    return bucket;
  }
}
