import { writeFileSync } from 'node:fs';
import { renderApi, renderOperations, renderTypes } from './contract-types.ts';

const folder = new URL('../../client/src/generated/', import.meta.url);
writeFileSync(new URL('operations.ts', folder), renderOperations());
writeFileSync(new URL('types.ts', folder), renderTypes());
writeFileSync(new URL('api.ts', folder), renderApi());
