import type { App } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { beforeAll, describe, expect, it } from 'vitest';
import { allFunctions } from '../../infra/catalogue.ts';
import { settingsOf } from '../../infra/config.ts';
import { accessTokenSeconds, region, resourceName, signingKeyTag, stages } from '../../shared/manifest/stages.ts';
import { appOf, resourcesOf, templatesOf } from './synthesized.ts';

interface Statement {
  Action: string | string[];
  Resource: unknown;
  Condition?: object;
}

const stage = 'staging';
let app: App;
let templates: Map<string, Template>;
beforeAll(() => {
  app = appOf(stage);
  app.synth();
  templates = templatesOf(app);
}, 120_000);

/** What a function may do with keys other than the table's: the policies of each function, by its id. */
function signingGrants(): Map<string, Statement[]> {
  const policies = [...templates.values()]
    .flatMap(resourcesOf)
    .filter(([, { Type }]) => Type === 'AWS::IAM::Policy')
    .map(([id, { Properties }]): [string, Statement[]] => {
      const { Statement } = Properties.PolicyDocument as { Statement: Statement[] };
      const ofKeys = Statement.filter(({ Action }) =>
        [Action].flat().some((action) => ['kms:Sign', 'kms:GetPublicKey', 'kms:*'].includes(action)),
      );
      return [id.replace(/RoleDefaultPolicy.*$/, ''), ofKeys];
    });
  return new Map(policies.filter(([, statements]) => statements.length > 0));
}

describe('signing keys', () => {
  it('may be used by the functions that sign, if they have the tag of the stage', () => {
    const grants = signingGrants();
    const signing = allFunctions.filter(({ uses }) => uses.includes('signer')).map(({ id }) => id);
    expect(signing).toContain('login');
    expect([...grants.keys()].toSorted()).toEqual(signing.toSorted());
    for (const statements of grants.values()) {
      expect(statements).toEqual([
        {
          Effect: 'Allow',
          Action: ['kms:GetPublicKey', 'kms:Sign'],
          Resource: 'arn:aws:kms:us-east-1:222222222222:key/*',
          Condition: { StringEquals: { [`aws:ResourceTag/${signingKeyTag}`]: stage } },
        },
      ]);
    }
  });

  it('are tagged as that, and no other key is', () => {
    const keys = [...templates.values()].flatMap(resourcesOf).filter(([, { Type }]) => Type === 'AWS::KMS::Key');
    const tagged = keys.filter(([, { Properties }]) =>
      (Properties.Tags as { Key: string; Value: string }[]).some(
        ({ Key, Value }) => Key === signingKeyTag && Value === stage,
      ),
    );
    expect(tagged.map(([id]) => id)).toEqual(['SigningKey']);
    expect(keys.length).toBeGreaterThan(1);
  });

  it('leave nothing to say for cdk-nag', () => {
    expect(new AwsSolutionsChecks().validateScope(app).violations).toEqual([]);
  });
});

it.each(stages)('the commands of operators know %s as it is deployed', (name) => {
  const settings = settingsOf(name);
  expect(settings.region).toBe(region);
  expect(settings.accessTokenSeconds).toBe(accessTokenSeconds[name]);
  if (name !== stage) return;
  templates.get('MontuData')?.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
    TableName: resourceName(name, 'table'),
  });
});
