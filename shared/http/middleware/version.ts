import { ApiError } from '../../contract/errors.ts';
import { apiVersion, type Operation, routePath } from '../../contract/operation.ts';
import { versionAt } from '../../contract/versions/find-version.ts';
import { adapterOf } from '../../contract/versions/version.ts';
import { config } from '../../platform/config.ts';
import type { HttpEvent } from '../request.ts';
import { type Answered, addHeaders, type Middleware } from './chain.ts';

/** Where an operation is in another version. */
function addressIn(version: string, operation: Operation, { pathParameters = {} }: HttpEvent): string {
  return routePath(operation, version).replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(pathParameters[name] ?? ''),
  );
}

/**
 * Finds out which version the client speaks, and how that differs in this operation.
 * @throws NOT_FOUND where there is no such version, or the operation is not part of it
 */
export function version(operation: Operation): Middleware {
  return {
    async before({ event, context: { request } }) {
      const spoken = await versionAt(event.rawPath);
      const adapter = spoken && adapterOf(spoken, operation, event.routeKey);
      if (!spoken || !adapter) {
        const what = spoken
          ? `The API has this in another version than ${spoken.name}`
          : 'There is no such version of the API';
        throw new ApiError('NOT_FOUND', `${what}: see ${addressIn(apiVersion, operation, event)}`);
      }
      Object.assign(request, { version: spoken, adapter });
    },
  };
}

/** What clients of a version that comes to its end are told with every answer (RFC 9745, RFC 8594, RFC 5829). */
export function deprecationHeaders(operation: Operation): Middleware {
  function tell(request: Answered): void {
    const { event, context } = request;
    const { deprecation } = context.request.version;
    if (!deprecation) return;
    const { since, sunset, successor } = deprecation;
    const publicUrl = config().MONTU_PUBLIC_URL;
    const link = [
      `<${publicUrl}${addressIn(successor, operation, event)}>; rel="successor-version"`,
      `<${publicUrl}/docs/migration/>; rel="deprecation"; type="text/html"`,
    ].join(', ');
    addHeaders(request, { deprecation: `@${since.getTime() / 1_000}`, sunset: sunset.toUTCString(), link });
  }
  return {
    after: (request) => tell(request as Answered),
    onError: (request) => tell(request as Answered),
  };
}
