import { RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  type CfnGlobalTable,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { type CfnKey, Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import type { Construct, IConstruct } from 'constructs';
import { signingKeyTag } from '../../shared/manifest/stages.ts';
import { type Index, table } from '../../shared/manifest/table.ts';
import type { Settings } from '../config.ts';
import { physicalName } from '../names.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

/** A changed logical id would replace what it names, and this stack holds what cannot be made again. */
function pin(construct: IConstruct, logicalId: string): void {
  (construct.node.defaultChild as CfnGlobalTable | CfnKey).overrideLogicalId(logicalId);
}

/** What must outlive every deployment: the table, the key that encrypts it, the first key that signs tokens. */
export class DataStack extends Stack {
  readonly table: TableV2;
  readonly tableName: string;
  readonly streamArn: string;
  readonly tableKey: Key;
  readonly signingKey: Key;

  constructor(scope: Construct, id: string, props: StackProps & { settings: Settings }) {
    super(scope, id, props);
    const { settings } = props;
    this.tableName = physicalName(settings, 'table');

    this.tableKey = new Key(this, 'TableKey', {
      alias: physicalName(settings, 'table'),
      description: 'Encrypts the table of Montu',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    pin(this.tableKey, 'TableKey');

    const limits = { maxReadRequestUnits: settings.maxReadUnits, maxWriteRequestUnits: settings.maxWriteUnits };
    this.table = new TableV2(this, 'Table', {
      tableName: this.tableName,
      partitionKey: text(table.partitionKey),
      sortKey: text(table.sortKey),
      globalSecondaryIndexes: Object.entries<Index>(table.indexes).map(([indexName, { partition, sort, include }]) => ({
        indexName,
        partitionKeys: partition.map(text),
        sortKeys: sort.map(text),
        ...(include && { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...include] }),
        ...limits,
      })),
      billing: Billing.onDemand(limits),
      timeToLiveAttribute: table.timeToLive,
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      encryption: TableEncryptionV2.customerManagedKey(this.tableKey),
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: settings.recoveryDays,
      },
      deletionProtection: settings.deletionProtection,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    pin(this.table, 'Table');
    this.streamArn = this.table.tableStreamArn ?? '';

    this.signingKey = new Key(this, 'SigningKey', {
      alias: physicalName(settings, 'signing'),
      description: 'Signs the access tokens of Montu (RS256)',
      keySpec: KeySpec.RSA_2048,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Tags.of(this.signingKey).add(signingKeyTag, settings.stage);
    pin(this.signingKey, 'SigningKey');
  }
}
