import type { ErrorCode } from '../../shared/contract/errors.ts';

/** A request that is answered with each error, and what the answer has beside code, message and request id. */
export const examples: Record<ErrorCode, string> = {
  VALIDATION_ERROR: `GET /api/v1/tasks?projectId=SWA&statsu=review

"details": [{ "field": "statsu", "code": "UNKNOWN_FIELD", "message": "There is no such field here",
              "suggestion": "Did you mean \\"status\\"?" }]`,
  MALFORMED_BODY: `POST /api/v1/tasks
Content-Type: application/json

{ "projectId": "SWA",`,
  UNAUTHENTICATED: `GET /api/v1/tasks?projectId=SWA
(no Authorization header, or one that is not "Bearer …")`,
  TOKEN_EXPIRED: `GET /api/v1/tasks?projectId=SWA
Authorization: Bearer (a token from more than an hour ago)`,
  FORBIDDEN: `PUT /api/v1/feature-flags/direct-messages
Authorization: Bearer (the token of an artist)`,
  NOT_FOUND: `GET /api/v1/task

"details": [{ "field": "path", "code": "NOT_FOUND", "message": "Is the address of no operation",
              "suggestion": "Did you mean GET /api/v1/tasks?" }]`,
  METHOD_NOT_ALLOWED: `DELETE /api/v1/projects

405, Allow: GET, POST, OPTIONS`,
  NOT_ACCEPTABLE: `GET /api/v1/projects
Accept: text/html`,
  CONFLICT: `POST /api/v1/projects
{ "id": "SWA", "name": "Another with the id of one that there is" }`,
  GONE: `GET /api/v1/projects/SWA/changes?after=12
(of a year ago)`,
  VERSION_CONFLICT: `PATCH /api/v1/tasks/ep00_sq0010_sh0020_lighting
If-Match: "7"
{ "status": "review" }

"currentRevision": 8,
"conflicts": [{ "field": "status", "current": "approved", "yours": "review" }]`,
  PAYLOAD_TOO_LARGE: `PATCH /api/v1/tasks/ep00_sq0010_sh0020_lighting
{ "milestoneNote": "… 300 KB of text …" }`,
  UNSUPPORTED_MEDIA_TYPE: `POST /api/v1/tasks
Content-Type: application/x-www-form-urlencoded

projectId=SWA&shot=SH0020&task=comp`,
  IDEMPOTENCY_MISMATCH: `POST /api/v1/tasks
Idempotency-Key: 8e03978e-40d5-43dd-bc93-6894a57f9324
{ "projectId": "SWA", "shot": "SH0030", "task": "comp" }
(after the same key with shot SH0020)`,
  PRECONDITION_REQUIRED: `PATCH /api/v1/tasks/ep00_sq0010_sh0020_lighting
{ "status": "review" }
(without If-Match, in a studio that asks for it)

"details": [{ "field": "If-Match", "code": "REQUIRED_FIELD", "message": "Is missing",
              "suggestion": "The ETag of what you read, as in If-Match: \\"7\\" …" }]`,
  RATE_LIMITED: `GET /api/v1/tasks?projectId=SWA
(for the 601st time within a moment)

429, Retry-After: 3
"retryAfterSeconds": 3, "queuePosition": 1`,
  INTERNAL: `GET /api/v1/tasks?projectId=SWA

"requestId": "req_01JC9Q3V7RZK4M2N8W5T6X0Y1A"`,
  UNAVAILABLE: `PATCH /api/v1/tasks/ep00_sq0010_sh0020_lighting
(while the database cannot take it)

503, Retry-After: 1`,
};
