/** What a reader needs before the first call; the reference itself comes from the contract. */
export const introductionOf = (
  version: string,
) => `The backend of Montu Manager: VFX productions, their tasks, and who is told what, when.

New here? The [quick start](/docs/guides/quick-start/) takes five minutes. More: [authentication](/docs/guides/authentication/),
[pagination](/docs/guides/pagination/), [live updates](/docs/guides/live-updates/), [errors](/docs/guides/errors/),
[conflicts](/docs/guides/conflicts/), [limits](/docs/guides/limits/), [versions](/docs/migration/) and the [client](/docs/client/) for TypeScript.

**Sign in** with \`POST /api/${version}/auth/login\` and send \`Authorization: Bearer <accessToken>\` with everything else.

**Answers** are \`{ data, meta, pagination? }\`. Sign-in, health, key set and this description are bare.

**Errors** are \`{ error: { code, message, details, requestId, timestamp, docUrl } }\`; [every code](/docs/errors) says what
to do. \`X-Request-Id\` names a request in the answer and in our logs.

**Changes** raise \`revision\`, and \`ETag\` is made from it. Send it back as \`If-Match\` and nobody's change is lost: a
stale one is answered with 412. \`PATCH\` is JSON Merge Patch (RFC 7396): null removes, absent means unchanged.

**Lists** come in pages: \`limit\`, and \`cursor\` from \`pagination.nextCursor\`, which is absent at the end and only
there. A list may lag a change by a moment, unless it is asked with \`Montu-After: <id>@<revision>\`.

**Formats**: JSON, and the same as MessagePack (\`application/vnd.msgpack\`, also as \`application/msgpack\` and
\`application/x-msgpack\`), in both directions: by \`Content-Type\` and \`Accept\`, errors included. MessagePack holds what
JSON can say: no binary or extension values. Larger answers are compressed for whoever sends \`Accept-Encoding\`; their
\`ETag\` is a weak one, which \`If-Match\` takes as well.

**Limits** are counted for each person and kind of client, API key, or address: \`RateLimit-Policy\` and \`RateLimit\` say
how yours stands. Beyond it the answer is 429 with \`Retry-After\`; \`retryAfterSeconds\` and \`queuePosition\` of the error
are estimates.

**Live**: \`/ws/notifications/{userId}\` and \`/ws/tasks/{projectId}\` are WebSockets; open one with a ticket from
\`POST /api/${version}/auth/websocket-ticket\`. What they tell is in the words of v1 to every client.

**Versions**: this is ${version}; [what is other in which](/docs/migration/). A published version takes additions only.
What comes to its end says so in \`Deprecation\` and \`Sunset\`, and \`Link\` leads on.`;

/** The domains of the contract, in reading order. */
export const tags = [
  { name: 'auth', description: 'Signing in and out, and the keys that tokens are verified with.' },
  { name: 'projects', description: 'Productions and their configuration.' },
  { name: 'tasks', description: 'Work on shots, assets and sequences.' },
  {
    name: 'breakdown',
    description: 'Shots, assets and sequences with how far they are, and which assets are in which shots.',
  },
  { name: 'versions', description: 'The files of a task, their review and publication, and what went to clients.' },
  { name: 'imports', description: 'Shot lists that become tasks.' },
  { name: 'time-entries', description: 'Hours of work, and what they add up to.' },
  { name: 'comments', description: 'What people say about tasks, among themselves.' },
  { name: 'messages', description: 'What people of the studio say to each other, in threads of a few.' },
  { name: 'paths', description: 'Where files of a task are, and of which task a file is.' },
  { name: 'search', description: 'Projects and tasks by words.' },
  { name: 'notifications', description: 'What happened that concerns you.' },
  { name: 'users', description: 'The people of the studio, and what is kept of them.' },
  { name: 'members', description: 'Who is in a project, and as what.' },
  { name: 'api-keys', description: 'Service accounts for scripts, farm jobs and plugins.' },
  { name: 'feature-flags', description: 'What is on, and for whom.' },
  { name: 'audit', description: 'Who did what, when and from where.' },
  { name: 'system', description: 'The API about itself.' },
] as const;
