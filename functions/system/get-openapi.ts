import { systemOperations } from '../../shared/contract/system.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';
import { openapiDocument } from '../../shared/openapi/document.ts';
import { config } from '../../shared/platform/config.ts';

let document: ReturnType<typeof openapiDocument> | undefined;

export const handler = defineEndpoint(systemOperations.getOpenapi, async () => {
  document ??= openapiDocument(config().MONTU_PUBLIC_URL);
  return { ...document };
});
