import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { allOperations } from '../contract/index.ts';
import { mergePatchType } from '../contract/media-types.ts';
import { apiVersion, type Operation, rateCostOf, routePath } from '../contract/operation.ts';
import { accessInWords } from './access.ts';
import { requestExamples } from './examples.ts';
import { introduction, tags } from './introduction.ts';
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
  const value = requestExamples[spec.id];
  const media = { schema: spec.body, ...(value && { example: value }) };
  if (spec.bodyType) return { requestBody: { required: true, content: { [spec.bodyType]: media } } };
  return {
    requestBody: {
      required: true,
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

function operationObject(spec: Operation): ZodOpenApiOperationObject {
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
    responses: responsesOf(spec),
  };
}

function pathsObject(): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const spec of allOperations) {
    paths[routePath(spec)] = { ...paths[routePath(spec)], [spec.method.toLowerCase()]: operationObject(spec) };
  }
  return paths;
}

/**
 * The OpenAPI 3.1 description of every operation, made from the contract.
 * @param publicUrl where the API is reached, without a slash at the end
 */
export function openapiDocument(publicUrl: string): ReturnType<typeof createDocument> {
  return createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Montu Manager API',
        version: apiVersion,
        description: introduction,
        license: { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' },
      },
      servers: [{ url: publicUrl }],
      tags: [...tags],
      security: [{ [scheme]: [] }],
      paths: pathsObject(),
      components: {
        securitySchemes: {
          [scheme]: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: 'An access token from `POST /api/v1/auth/login` (RFC 9068, signed with RS256).',
          },
        },
        schemas: Object.fromEntries(
          allOperations.flatMap((spec) => (spec.body ? [[bodyName(spec), spec.body] as const] : [])),
        ),
        examples: errorExamples(allOperations, publicUrl),
      },
    },
    { override: readable },
  );
}
