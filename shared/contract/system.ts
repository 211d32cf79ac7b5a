import * as z from 'zod';
import { operation } from './operation.ts';
import { instant } from './primitives.ts';

const domain = 'system';

export const systemOperations = {
  getHealth: operation({
    id: 'getHealth',
    domain,
    method: 'GET',
    path: '/health',
    root: true,
    summary: 'Is it up, and does its table answer?',
    description:
      'For load balancers and monitors. It reads one item of the table; where that does not answer, 503 with ' +
      '`Retry-After`.',
    access: 'public',
    errors: ['UNAVAILABLE'],
    answer: {
      kind: 'bare',
      status: 200,
      data: z.object({ status: z.literal('healthy'), timestamp: instant }).meta({ id: 'Health' }),
    },
  }),
  getOpenapi: operation({
    id: 'getOpenapi',
    domain,
    method: 'GET',
    path: '/openapi.json',
    summary: 'This description of the API (OpenAPI 3.1)',
    description:
      'Of the version in the address, with an example of every request and answer. Made from the declarations that ' +
      'requests are checked by.',
    access: 'public',
    answer: { kind: 'bare', status: 200, data: z.looseObject({ openapi: z.string() }).meta({ id: 'OpenapiDocument' }) },
  }),
} as const;
