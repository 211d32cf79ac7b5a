import { describe, expect, it } from 'vitest';
import { errorBody } from '../../../shared/contract/envelope.ts';
import { edgeError, maxBodyBytes, refusalOf, withoutTrailingSlash } from '../../../shared/manifest/edge.ts';

const request = {
  requestId: 'req_1',
  timestamp: '2025-08-29T10:00:00.000Z',
  publicUrl: 'https://api.montu.test',
  allowedOrigin: undefined,
};

describe('the edge', () => {
  it('refuses what is too large, and addresses that no one can decode', () => {
    expect(refusalOf('/api/v1/tasks', maxBodyBytes)).toBeUndefined();
    expect(refusalOf('/api/v1/tasks', maxBodyBytes + 1)).toBe('PAYLOAD_TOO_LARGE');
    expect(refusalOf('/api/v1/tasks/%E0%A4%A', 0)).toBe('VALIDATION_ERROR');
    expect(refusalOf('/api/v1/tasks/%E2%82%AC', 0)).toBeUndefined();
  });

  it.each([
    ['/api/v1/tasks/', '/api/v1/tasks'],
    ['/api/v1/tasks', '/api/v1/tasks'],
    ['/', '/'],
    ['//', '/'],
  ])('%s is %s', (path, taken) => {
    expect(withoutTrailingSlash(path)).toBe(taken);
  });

  it.each(['PAYLOAD_TOO_LARGE', 'VALIDATION_ERROR'] as const)('answers %s as the API would', (code) => {
    const { statusCode, headers, body } = edgeError(code, request);
    expect(errorBody.parse(JSON.parse(body)).error).toMatchObject({ code, requestId: 'req_1' });
    expect(statusCode).toBe(code === 'PAYLOAD_TOO_LARGE' ? 413 : 400);
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-request-id': 'req_1' });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('lets the page that asks read the answer', () => {
    const { headers } = edgeError('PAYLOAD_TOO_LARGE', { ...request, allowedOrigin: 'https://app.montu.test' });
    expect(headers).toMatchObject({ 'access-control-allow-origin': 'https://app.montu.test', vary: 'Origin' });
  });
});
