import { createHash, timingSafeEqual } from 'node:crypto';
import { ApiError } from '../contract/errors.ts';
import { addressHeader, originHeader } from '../manifest/edge.ts';
import { config } from '../platform/config.ts';
import { header, type WithHeaders } from './request.ts';

const digest = (text: string) => createHash('sha256').update(text).digest();

/**
 * Refuses what went around the edge, where there is one.
 * @throws FORBIDDEN
 */
export function checkEdge(event: WithHeaders): void {
  const key = config().MONTU_ORIGIN_KEY;
  if (key === undefined || timingSafeEqual(digest(header(event, originHeader) ?? ''), digest(key))) return;
  throw new ApiError('FORBIDDEN', 'Use the public address of the API.');
}

/** Whether pages of an origin may use the API. */
export function isAllowedOrigin(origin: string): boolean {
  const allowed = config().MONTU_ORIGINS;
  return allowed.includes(origin) || allowed.includes('*');
}

/** The client's address as the edge saw it; behind it, a gateway sees the edge's own. */
export function addressOf(event: WithHeaders, sourceIp: string): string {
  return header(event, addressHeader) ?? sourceIp;
}
