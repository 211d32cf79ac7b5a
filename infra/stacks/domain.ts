import { Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Construct } from 'constructs';
import { routePath } from '../../shared/contract/operation.ts';
import { type Deployed, endpoints, unknownRoute } from '../catalogue.ts';
import { MontuFunction, type Wiring } from '../montu-function.ts';

/** The endpoints of one domain: a function and a route for each operation. */
export class DomainStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & { domain: string; wiring: Wiring }) {
    super(scope, id, props);
    for (const [operation, fn] of endpoints) {
      if (operation.domain !== props.domain) continue;
      this.route(fn, HttpRouteKey.with(routePath(operation), HttpMethod[operation.method]), props.wiring);
    }
    if (unknownRoute.domain === props.domain) this.route(unknownRoute, HttpRouteKey.DEFAULT, props.wiring);
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason: 'Functions verify tokens themselves: what is public and who may do what is part of the contract.',
    });
  }

  private route(fn: Deployed, routeKey: HttpRouteKey, wiring: Wiring): void {
    new HttpRoute(this, `${fn.id}Route`, {
      httpApi: wiring.gateway.httpApi,
      routeKey,
      integration: new HttpLambdaIntegration('Integration', new MontuFunction(this, fn, wiring)),
    });
  }
}
