import { Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Construct } from 'constructs';
import { type Operation, routePath } from '../../shared/contract/operation.ts';
import { ownRoutes } from '../../shared/contract/versions/index.ts';
import { consumerEntries, type Deployed, endpoints, unknownRoute } from '../catalogue.ts';
import { MontuFunction, type Wiring } from '../montu-function.ts';
import { queuesOf, readQueue } from '../queues.ts';

const routeKeyOf = (method: Operation['method'], path: string) => HttpRouteKey.with(path, HttpMethod[method]);

const ownKeysOf = (operation: Operation) =>
  ownRoutes.filter((route) => route.operation === operation).map(({ method, path }) => routeKeyOf(method, path));

/** One domain: a function and a route for each operation, and what works on its queues. */
export class DomainStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & { domain: string; wiring: Omit<Wiring, 'queues'> }) {
    super(scope, id, props);
    const queues = queuesOf(this, props.domain, props.wiring.settings);
    const wiring = { ...props.wiring, queues };
    for (const [operation, fn] of endpoints) {
      if (operation.domain !== props.domain) continue;
      this.route(
        fn,
        [routeKeyOf(operation.method, routePath(operation, '{version}')), ...ownKeysOf(operation)],
        wiring,
      );
    }
    if (unknownRoute.domain === props.domain) this.route(unknownRoute, [HttpRouteKey.DEFAULT], wiring);
    for (const { spec, fn } of consumerEntries) {
      if (spec.domain !== props.domain || spec.source !== 'queue') continue;
      readQueue(new MontuFunction(this, fn, wiring), fn.id, spec, queues);
    }
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason: 'Functions verify tokens themselves: what is public and who may do what is part of the contract.',
    });
  }

  /** A function with its routes: one for all versions of the API, and those that only one of them has. */
  private route(fn: Deployed, routeKeys: readonly HttpRouteKey[], wiring: Wiring): void {
    const handler = new MontuFunction(this, fn, wiring);
    for (const [index, routeKey] of routeKeys.entries()) {
      new HttpRoute(this, `${fn.id}Route${index || ''}`, {
        httpApi: wiring.gateway.httpApi,
        routeKey,
        integration: new HttpLambdaIntegration('Integration', handler),
      });
    }
  }
}
