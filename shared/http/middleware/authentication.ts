import { ApiError } from '../../contract/errors.ts';
import type { AccessRule, Operation } from '../../contract/operation.ts';
import { type Caller, couldEver } from '../../domain/access.ts';
import { authenticate } from '../authenticate.ts';
import { admit, anonymous, signedIn } from '../rate-limits.ts';
import { type HttpEvent, header } from '../request.ts';
import type { Middleware, RequestState } from './chain.ts';

/** The caller, whose limit is asked for while their authority is read; who is none counts by their address. */
async function admitted(event: HttpEvent, state: RequestState, operation: Operation): Promise<Caller> {
  let admission: Promise<void> | undefined;
  try {
    const caller = await authenticate(header(event, 'authorization'), (session) => {
      admission = admit(state, signedIn(session), operation);
      // it is heard of below, maybe after another failure
      admission.catch(() => undefined);
    });
    state.caller = caller;
    await admission;
    return caller;
  } catch (error) {
    const isStranger = error instanceof ApiError && error.status === 401;
    await (admission ?? (isStranger ? admit(state, anonymous(state), operation) : undefined));
    throw error;
  }
}

/**
 * Who asks and how often, and a refusal at once for roles that can never do it. Whether they may do it to this very thing, the handler
 * asks when it has loaded it.
 */
export function authentication(operation: Operation, access: Exclude<AccessRule, 'public'>): Middleware {
  return {
    async before({ event, context }) {
      const caller = await admitted(event, context.request, operation);
      if (access === 'signedIn' || couldEver(caller, access)) return;
      // what a person may not read is answered as not found, by the handler; a key is told what it was not given
      const lacksScope = caller.scopes?.includes(access) === false;
      if (lacksScope || !access.endsWith('.read')) {
        throw new ApiError('FORBIDDEN', `Your ${lacksScope ? 'scopes' : 'roles'} do not include "${access}".`);
      }
    },
  };
}
