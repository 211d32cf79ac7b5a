import { Duration } from 'aws-cdk-lib';
import {
  HeadersFrameOption,
  HeadersReferrerPolicy,
  type ResponseHeadersCorsBehavior,
  ResponseHeadersPolicy,
  type ResponseHeadersPolicyProps,
} from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import { exposedHeaders } from '../../shared/manifest/edge.ts';
import type { Settings } from '../config.ts';
import { physicalName } from '../names.ts';

/** What an answer of the API may do in a browser: nothing. */
const apiContent = "default-src 'none'; frame-ancestors 'none'";
/** The documentation brings all it needs, but draws itself with inline styles and a script in the page. */
const docsContent =
  "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "font-src 'self' data:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'";

/**
 * Lets the stage's pages read what the gateway answers by itself: functions say it of their own answers, which stay as
 * they are.
 */
function crossOrigin({ origins }: Settings): { corsBehavior?: ResponseHeadersCorsBehavior } {
  if (origins.length === 0) return {};
  const corsBehavior = {
    accessControlAllowOrigins: [...origins],
    accessControlAllowCredentials: false,
    accessControlAllowHeaders: ['*'],
    accessControlAllowMethods: ['ALL'],
    accessControlExposeHeaders: [...exposedHeaders.split(', '), 'apigw-requestid'],
    originOverride: false,
  };
  return { corsBehavior };
}

function headersPolicy(
  scope: Construct,
  settings: Settings,
  name: string,
  contentSecurityPolicy: string,
  others: Partial<ResponseHeadersPolicyProps> = {},
) {
  return new ResponseHeadersPolicy(scope, `${name}Headers`, {
    responseHeadersPolicyName: physicalName(settings, `${name}-headers`),
    ...others,
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy, override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
      strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: true, override: true },
    },
  });
}

/** Security headers of every answer of the API, and who may read those that no function gave. */
export const apiHeaders = (scope: Construct, settings: Settings): ResponseHeadersPolicy =>
  headersPolicy(scope, settings, 'api', apiContent, crossOrigin(settings));

/** Security headers of the documentation's pages. */
export const docsHeaders = (scope: Construct, settings: Settings): ResponseHeadersPolicy =>
  headersPolicy(scope, settings, 'docs', docsContent);
