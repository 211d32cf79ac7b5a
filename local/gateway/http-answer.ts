import type { ServerResponse } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { gatewayId } from './aws-forms.ts';

/** The gateway's to say, whatever a function sets. */
const notTaken = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade']);

/**
 * Answers with what a function returned: an object with a status code, or anything else as the body of a 200.
 * @throws when it is no valid answer.
 */
export function sendResult(response: ServerResponse, result: unknown): void {
  const answer = isStructured(result) ? result : simple(result);
  const { statusCode = 200, headers = {}, cookies = [], body = '', isBase64Encoded = false } = answer;
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  for (const [name, value] of Object.entries(headers)) {
    if (!notTaken.has(name.toLowerCase())) response.setHeader(name, String(value));
  }
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  if (bytes.length > 0 && !response.hasHeader('content-type')) {
    response.setHeader('content-type', 'text/plain;charset=UTF-8');
  }
  response.setHeader('apigw-requestid', gatewayId());
  if (statusCode !== 204 && statusCode !== 304) response.setHeader('content-length', bytes.length);
  response.writeHead(statusCode).end(bytes);
}

/**
 * An answer of the gateway itself: `{"message": "Service Unavailable"}`, in front of which the edge says who may read it.
 */
export function sendMessage(
  response: ServerResponse,
  statusCode: number,
  message: string,
  origin: string | undefined,
): void {
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  sendResult(response, {
    statusCode,
    headers: {
      'content-type': 'application/json',
      ...(origin && { vary: 'Origin', 'access-control-allow-origin': origin }),
    },
    body: JSON.stringify({ message }),
  });
}

function isStructured(result: unknown): result is APIGatewayProxyStructuredResultV2 {
  return typeof result === 'object' && result !== null && 'statusCode' in result;
}

function simple(result: unknown): APIGatewayProxyStructuredResultV2 {
  const body = typeof result === 'string' ? result : JSON.stringify(result ?? null);
  return { headers: { 'content-type': 'application/json' }, body };
}
