import { ApiError } from '../../contract/errors.ts';
import type { AccessRule } from '../../contract/operation.ts';
import { couldEver } from '../../domain/access.ts';
import { authenticate } from '../authenticate.ts';
import { header } from '../request.ts';
import type { Middleware } from './chain.ts';

/**
 * Who asks, and a refusal at once for roles that can never do it. Whether they may do it to this very thing, the handler
 * asks when it has loaded it.
 */
export function authentication(access: Exclude<AccessRule, 'public'>): Middleware {
  return {
    async before({ event, context }) {
      const caller = await authenticate(header(event, 'authorization'));
      context.request.caller = caller;
      if (access === 'signedIn' || couldEver(caller, access)) return;
      // what a person may not read is answered as not found, by the handler; a key is told what it was not given
      const lacksScope = caller.scopes?.includes(access) === false;
      if (lacksScope || !access.endsWith('.read')) {
        throw new ApiError('FORBIDDEN', `Your ${lacksScope ? 'scopes' : 'roles'} do not include "${access}".`);
      }
    },
  };
}
