import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';
import { buildSync } from 'esbuild';

/** CloudFront takes no larger function. */
const maxBytes = 10_240;

/**
 * The code of the CloudFront function: one script in ES5, to which CloudFront's JavaScript adds too little to rely on.
 * @param socketStage first part of the socket API's paths
 * @param origins that may read the answers which the edge gives itself
 */
export function viewerRequestCode(socketStage: string, origins: readonly string[]): string {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL('viewer-request.ts', import.meta.url))],
    define: { socketStage: JSON.stringify(socketStage), origins: JSON.stringify(origins) },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2017',
    logLevel: 'warning',
  });
  // CloudFront looks for a global `handler`, and knows no modules
  const script = (outputFiles[0]?.text ?? '').replace(/^export \{\s*handler\s*\};?\s*$/m, '');
  const { code } = transformSync(script, {
    isModule: false,
    minify: true,
    jsc: { target: 'es5', minify: { compress: { defaults: false }, mangle: false, format: { asciiOnly: true } } },
  });
  if (Buffer.byteLength(code) > maxBytes) throw new Error(`The edge function is larger than ${maxBytes} bytes`);
  return code;
}
