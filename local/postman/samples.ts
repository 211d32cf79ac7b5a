import { sample } from 'openapi-sampler';
import type { Operation } from '../../shared/contract/operation.ts';
import { routePath } from '../../shared/contract/operation.ts';
import { openapiDocument } from '../../shared/openapi/document.ts';

let description: ReturnType<typeof openapiDocument> | undefined;

/** A body that has the shape which an operation asks for; nothing where it asks for none. */
export function sampleBody(spec: Operation): object | string | undefined {
  if (!spec.body) return undefined;
  description ??= openapiDocument('{{baseUrl}}');
  const method = spec.method.toLowerCase() as 'post' | 'put' | 'patch' | 'delete';
  const body = description.paths?.[routePath(spec)]?.[method]?.requestBody;
  const content = body && 'content' in body ? body.content : {};
  const media = content[spec.bodyType ?? 'application/json'];
  const schema = media && 'schema' in media ? media.schema : {};
  return sample(schema as object, { skipReadOnly: true, quiet: true }, description) as object | string;
}
