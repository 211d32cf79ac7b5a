import { describe, expect, it } from 'vitest';
import { unsaid } from './support/conformance.ts';

const json = new Headers({ 'content-type': 'application/json; charset=utf-8' });
const meta = { requestId: 'req_1', timestamp: '2025-08-29T10:00:00.000Z', apiVersion: 'v1' };
const error = {
  code: 'NOT_FOUND',
  message: 'There is no task "x" here.',
  details: [],
  ...{ requestId: 'req_1', timestamp: meta.timestamp, docUrl: 'https://api.montu.studio/docs/errors#NOT_FOUND' },
};
const comments = '/api/v1/tasks/x/comments?limit=1';
const pagination = { limit: 1, hasMore: false };
const page = { data: [], meta, pagination };

describe('the check of every answer against OpenAPI', () => {
  it('passes what is said', () => {
    expect(unsaid('GET', comments, { status: 200, headers: json, body: page })).toEqual([]);
    expect(unsaid('GET', comments, { status: 404, headers: json, body: { error } })).toEqual([]);
    expect(unsaid('POST', '/api/v1/auth/logout', { status: 204, headers: new Headers(), body: '' })).toEqual([]);
    expect(unsaid('GET', '/nowhere', { status: 404, headers: json, body: {} })).toEqual([]);
  });

  it.each([
    ['another status', { status: 418, headers: json, body: {} }, 'does not answer with 418'],
    [
      'another media type',
      { status: 200, headers: new Headers({ 'content-type': 'text/html' }), body: page },
      'text/html',
    ],
    ['a member that is missing', { status: 200, headers: json, body: { data: [], meta } }, 'pagination'],
    ['a member of another type', { status: 200, headers: json, body: { ...page, data: {} } }, '/data must be array'],
    [
      'an error without its members',
      { status: 404, headers: json, body: { error: { ...error, docUrl: undefined } } },
      'docUrl',
    ],
    [
      'an error of another code',
      { status: 404, headers: json, body: { error: { ...error, code: 'LOST' } } },
      '/error/code',
    ],
    [
      'a time that is none',
      { status: 200, headers: json, body: { ...page, meta: { ...meta, timestamp: 'now' } } },
      'date-time',
    ],
  ])('finds %s', (_, answered, fault) => {
    expect(unsaid('GET', comments, answered).join('\n')).toContain(fault);
  });

  it('finds a body where there is to be none, and tells addresses with names from those that take any', () => {
    expect(unsaid('POST', '/api/v1/auth/logout', { status: 204, headers: json, body: 'bye' })).toHaveLength(1);
    const csv = new Headers({ 'content-type': 'text/csv; charset=utf-8' });
    expect(unsaid('GET', '/api/v1/tasks/export', { status: 200, headers: csv, body: 'id\n' })).toEqual([]);
  });
});
