import { existsSync } from 'node:fs';
import { Duration, RemovalPolicy, type Stack, Validations } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { CfnBucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import type { Settings } from '../config.ts';
import { physicalName } from '../names.ts';

const reason = 'AWS writes this function and its role: it copies from the bucket of assets to that of the docs.';

/** Puts the built documentation under `/docs`; what is there stays when none was built. */
export function uploadDocs(stack: Stack, bucket: IBucket, folder: string, settings: Settings): void {
  if (!existsSync(folder)) {
    Validations.of(stack).addWarning('montu:no-docs', `${folder} is not built: /docs stays as it was deployed before.`);
    return;
  }
  const { handlerRole } = new BucketDeployment(stack, 'UploadDocs', {
    sources: [Source.asset(folder)],
    destinationBucket: bucket,
    destinationKeyPrefix: 'docs',
    // names stay the same from build to build, and without this the edge keeps a page for a day
    cacheControl: [CacheControl.maxAge(Duration.minutes(5))],
    memoryLimit: 256,
    logGroup: new LogGroup(stack, 'UploadDocsLog', {
      logGroupName: `/aws/lambda/${physicalName(settings, 'upload-docs')}`,
      retention: settings.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    }),
  });
  const assets = stack.synthesizer.bootstrapQualifier;
  const findings = [
    'L1',
    'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    ...['GetBucket*', 'GetObject*', 'List*', 'Abort*', 'DeleteObject*'].map((action) => `IAM5[Action::s3:${action}]`),
    `IAM5[Resource::arn:aws:s3:::cdk-${assets}-assets-${stack.account}-${stack.region}/*]`,
    `IAM5[Resource::<${stack.getLogicalId(bucket.node.defaultChild as CfnBucket)}.Arn>/*]`,
  ];
  Validations.of(handlerRole.node.scope ?? handlerRole).acknowledge(
    ...findings.map((finding) => ({ id: `AwsSolutions-${finding}`, reason })),
  );
}
