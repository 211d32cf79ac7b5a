import { systemOperations } from '../../shared/contract/system.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { openapiDocument } from '../../shared/openapi/document.ts';
import { config } from '../../shared/platform/config.ts';

const documents = new Map<string, ReturnType<typeof openapiDocument>>();

export const handler = defineEndpoint(systemOperations.getOpenapi, async ({ apiVersion }) => {
  const document = documents.get(apiVersion.name) ?? openapiDocument(config().MONTU_PUBLIC_URL, apiVersion);
  documents.set(apiVersion.name, document);
  return { ...document };
});
