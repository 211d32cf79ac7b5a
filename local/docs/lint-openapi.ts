import { createConfig, formatProblems, lintFromString, type NormalizedProblem } from '@redocly/openapi-core';
import { describedVersions } from '../../shared/contract/versions/index.ts';
import { openapiDocument } from '../../shared/openapi/document.ts';

/** Everything a standard linter has to say about the description of the API; empty when it is sound. */
export async function lintOpenapi(
  document: object = openapiDocument('https://api.montu.studio'),
): Promise<NormalizedProblem[]> {
  const config = await createConfig({
    extends: ['recommended'],
    rules: {
      'no-invalid-schema-examples': 'error',
      'no-invalid-parameter-examples': 'error',
      'no-invalid-media-type-examples': 'error',
      'operation-operationId-url-safe': 'error',
    },
  });
  return lintFromString({ source: JSON.stringify(document, null, 2), absoluteRef: 'openapi.json', config });
}

if (import.meta.main) {
  for (const version of describedVersions) {
    const problems = await lintOpenapi(openapiDocument('https://api.montu.studio', version));
    if (problems.length > 0) {
      const totals = { errors: problems.length, warnings: 0, ignored: 0 };
      formatProblems(problems, { format: 'codeframe', totals, version: '' });
      process.exitCode = 1;
    } else {
      process.stdout.write(`openapi: no problems in ${version.name}\n`);
    }
  }
}
