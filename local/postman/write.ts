import { writeFileSync } from 'node:fs';
import { postmanCollection } from './collection.ts';

/** Where Postman and newman find the collection. */
export const collectionPath = 'docs/montu-manager.postman_collection.json';

/** The collection as it is kept in the docs. */
export const renderCollection = (): string => `${JSON.stringify(postmanCollection(), null, 2)}\n`;

if (import.meta.main) writeFileSync(new URL(`../../${collectionPath}`, import.meta.url), renderCollection());
