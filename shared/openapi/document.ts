import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { metaOf } from '../contract/envelope.ts';
import { mergePatchType } from '../contract/media-types.ts';
import { type Operation, rateCostOf, routePath } from '../contract/operation.ts';
import { declared } from '../contract/versions/find-version.ts';
import { operationsOf } from '../contract/versions/index.ts';
import type { ApiVersion } from '../contract/versions/version.ts';
import { accessInWords } from './access.ts';
import { answerExamples } from './answer-examples.ts';
import { requestExamples } from './examples.ts';
import { introductionOf, tags } from './introduction.ts';
import { headersOf } from './parameters.ts';
import { errorExamples, responsesOf, structured } from './responses.ts';
import { readable } from './schemas.ts';

const scheme = 'accessToken';

/** `updateTask` → `UpdateTaskRequest`: the name of a body in the components. */
function bodyName(spec: Operation): string {
  return `${spec.id.charAt(0).toUpperCase()}${spec.id.slice(1)}Request`;
}

function requestBodyOf(spec: Operation) {
  if (!spec.body) return {};
  const value = spec.body.meta()?.examples ? undefined : requestExamples[spec.id];
  const media = { schema: spec.body, ...(value && { example: value }) };
  if (spec.bodyType) return { requestBody: { required: true, content: { [spec.bodyType]: media } } };
  return {
    requestBody: {
      required: !spec.body.safeParse({}).success,
      content: {
        ...structured(media),
        ...(spec.method === 'PATCH' && { [mergePatchType]: media }),
      },
    },
  };
}

function costInWords(spec: Operation): string {
  const cost = rateCostOf(spec);
  return cost === 1 ? '' : `**Rate**: counts as ${cost} requests.`;
}

function operationObject(spec: Operation, meta: ReturnType<typeof metaOf>): ZodOpenApiOperationObject {
  const access = accessInWords(spec);
  return {
    operationId: spec.id,
    tags: [spec.domain],
    summary: spec.summary,
    description: [spec.description, `**Access**: ${access}`, costInWords(spec)].filter(Boolean).join('\n\n'),
    security: spec.access === 'public' ? [] : [{ [scheme]: [] }],
    'x-montu-access': access,
    'x-montu-rate-cost': rateCostOf(spec),
    requestParams: {
      ...(spec.params && { path: spec.params }),
      ...(spec.query && { query: spec.query }),
      header: headersOf(spec),
    },
    ...requestBodyOf(spec),
    responses: responsesOf(spec, meta),
  };
}

function pathsObject(operations: readonly Operation[], version: string): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {};
  const meta = metaOf(version);
  for (const spec of operations) {
    const path = routePath(spec, version);
    paths[path] = { ...paths[path], [spec.method.toLowerCase()]: operationObject(spec, meta) };
  }
  return paths;
}

/**
 * The OpenAPI 3.1 description of every operation, made from the contract.
 * @param publicUrl where the API is reached, without a slash at the end
 * @param version the one to describe; the declared one unless told
 */
export function openapiDocument(publicUrl: string, version: ApiVersion = declared): ReturnType<typeof createDocument> {
  const operations = operationsOf(version);
  return createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Montu Manager API',
        version: version.name,
        description: introductionOf(version.name),
        license: { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' },
      },
      servers: [{ url: publicUrl }],
      tags: [...tags],
      security: [{ [scheme]: [] }],
      paths: pathsObject(operations, version.name),
      components: {
        securitySchemes: {
          [scheme]: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: `An access token from \`POST /api/${version.name}/auth/login\` (RFC 9068, signed with RS256).`,
          },
        },
        schemas: Object.fromEntries(
          operations.flatMap((spec) => (spec.body ? [[bodyName(spec), spec.body] as const] : [])),
        ),
        examples: { ...errorExamples(operations, publicUrl), ...answerExamples(version) },
      },
    },
    { override: readable },
  );
}
