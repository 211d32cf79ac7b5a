import { randomBytes } from 'node:crypto';

/** An id as API Gateway writes those of requests and connections: `JKJaXmPLvHcESHA=`. */
export function gatewayId(): string {
  return `${randomBytes(11).toString('base64url')}=`;
}

/** `12/Mar/2026:19:03:58 +0000`. */
export function logTime(time: Date): string {
  const [, day, month, year, clock] = time.toUTCString().split(' ');
  return `${day}/${month}/${year}:${clock} +0000`;
}

/** The region that functions and SDK clients are told of. */
export function region(): string {
  return process.env.AWS_REGION ?? 'us-east-1';
}

/** SDK clients sign every call; what is not signed does not come from one. */
export function isSigned(authorization: string | undefined): boolean {
  return authorization?.startsWith('AWS4-HMAC-SHA256 ') ?? false;
}
