import { authOperations } from '../../shared/contract/auth.ts';
import { keySet } from '../../shared/data/key-set.ts';
import { defineEndpoint } from '../../shared/http/define-endpoint.ts';

export const handler = defineEndpoint(authOperations.getKeySet, async () => ({ keys: await keySet() }));
