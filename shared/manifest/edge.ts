/**
 * What happens in front of both APIs, as CloudFront does it in AWS and the gateway on one machine.
 * Self-contained, in the subset of JavaScript that CloudFront Functions run (no imports, no syntax newer than ES2015
 * modules would allow there once types are stripped).
 */

/** API Gateway hands at most 6 MB to a function, event included; the rest is room for escapes and headers. */
export const maxBodyBytes = 5 * 1024 * 1024;

/**
 * The channel that a socket address subscribes to at once: API Gateway's WebSocket API has no paths of its own.
 * `/ws/notifications/user_1` → `user:user_1`, `/ws/tasks/SWA` → `project:SWA`; undefined for any other path.
 */
export function channelOfSocketPath(path: string): string | undefined {
  const match = /^\/ws\/(notifications|tasks)\/([A-Za-z0-9][A-Za-z0-9_-]{0,99})\/?$/.exec(path);
  if (!match) return undefined;
  return `${match[1] === 'tasks' ? 'project' : 'user'}:${match[2]}`;
}
