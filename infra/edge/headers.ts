import { Duration } from 'aws-cdk-lib';
import { HeadersFrameOption, HeadersReferrerPolicy, ResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import type { Settings } from '../config.ts';
import { physicalName } from '../names.ts';

/** What an answer of the API may do in a browser: nothing. */
const apiContent = "default-src 'none'; frame-ancestors 'none'";
/** The documentation brings all it needs, but draws itself with inline styles and a script in the page. */
const docsContent =
  "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "font-src 'self' data:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'";

function headersPolicy(scope: Construct, settings: Settings, name: string, contentSecurityPolicy: string) {
  return new ResponseHeadersPolicy(scope, `${name}Headers`, {
    responseHeadersPolicyName: physicalName(settings, `${name}-headers`),
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy, override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
      strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: true, override: true },
    },
  });
}

/** Security headers of every answer of the API. */
export const apiHeaders = (scope: Construct, settings: Settings): ResponseHeadersPolicy =>
  headersPolicy(scope, settings, 'api', apiContent);

/** Security headers of the documentation's pages. */
export const docsHeaders = (scope: Construct, settings: Settings): ResponseHeadersPolicy =>
  headersPolicy(scope, settings, 'docs', docsContent);
