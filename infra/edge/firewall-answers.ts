import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { ErrorBody } from '../../shared/contract/envelope.ts';
import { type ErrorCode, errorTable } from '../../shared/contract/errors.ts';

/** Seconds until the limit per address is looked at again, about. */
const retryAfter = '60';

/** The texts are the same for every request: what the envelope says about one is given here in a form that says no. */
function body(code: ErrorCode, message: string): CfnWebACL.CustomResponseBodyProperty {
  const error: ErrorBody = {
    error: {
      code,
      message,
      details: [],
      requestId: 'none',
      timestamp: '1970-01-01T00:00:00.000Z',
      docUrl: 'about:blank',
    },
  };
  return { contentType: 'APPLICATION_JSON', content: JSON.stringify(error) };
}

/** The bodies of the firewall's answers, by the keys that its rules refer to. */
export const answerBodies = {
  FORBIDDEN: body(
    'FORBIDDEN',
    'The firewall refused this request; if it should not have, tell us the X-Amz-Cf-Id header of this answer.',
  ),
  RATE_LIMITED: body('RATE_LIMITED', errorTable.RATE_LIMITED.meaning),
};

const answer = (code: keyof typeof answerBodies, headers: Record<string, string>): CfnWebACL.RuleActionProperty => ({
  block: {
    customResponse: {
      responseCode: errorTable[code].status,
      customResponseBodyKey: code,
      // any page may read it: it has nothing in it, and the firewall cannot compare origins
      responseHeaders: Object.entries({ 'Access-Control-Allow-Origin': '*', ...headers }).map(([name, value]) => ({
        name,
        value,
      })),
    },
  },
});

/** 403: the request looks like an attack. */
export const forbid = answer('FORBIDDEN', {});

/** 429: too many requests from one address. */
export const limit = answer('RATE_LIMITED', {
  'Retry-After': retryAfter,
  'Access-Control-Expose-Headers': 'Retry-After',
});
