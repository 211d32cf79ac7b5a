/** What an operator needs to know about a kind of alarm. */
export interface RunbookEntry {
  title: string;
  /** What people notice while it rings: one sentence, also in the alarm itself. */
  impact: string;
  /** When it rings. */
  condition: string;
  investigate: readonly string[];
  resolve: readonly string[];
}

/** Every kind of alarm, by its anchor in `docs/runbooks/alarms.md`. No alarm can be made without one of these. */
export const runbook = {
  'function-errors': {
    title: 'Functions fail',
    impact: 'Some requests or events of this domain end in a crash or a timeout instead of an answer.',
    condition: 'A function of the domain ended in an error that nothing caught, within five minutes.',
    investigate: [
      'Which one: CloudWatch, Lambda metric Errors by FunctionName, `montu-<stage>-…` of the domain.',
      'Its log group `/aws/lambda/<function>`: filter for `ERROR` and for `Task timed out`; the stack is in the line.',
      'Minified positions are read with `dist/functions/<id>/index.mjs.map` of the deployed commit.',
      'Did it start with a deployment? Compare with the times of the stack’s events in CloudFormation.',
    ],
    resolve: [
      'After a deployment: deploy the last good commit (`npx cdk deploy -c stage=<stage> Montu<Domain>-<stage>`).',
      'A missing or wrong setting is named in the first line of the error: correct `infra/config.ts`, deploy.',
      'Timeouts: follow the trace in X-Ray to the slow call; see API is slow and Table refuses.',
    ],
  },
  'function-throttles': {
    title: 'Functions are throttled',
    impact: 'Requests are refused with 503, or events wait, because no more copies of a function may run.',
    condition: 'Lambda refused to start a function of the domain, within five minutes.',
    investigate: [
      'Lambda metric ConcurrentExecutions of the account, beside its quota (Service Quotas, Concurrent executions).',
      'Which function takes most: ConcurrentExecutions by FunctionName; long durations hold copies as much as traffic.',
    ],
    resolve: [
      'Honest traffic: ask for a higher quota; it takes minutes to hours.',
      'One caller: find the address in the edge’s logs and lower `firewallRequestsPerAddress`.',
      'Slow functions: see API is slow.',
    ],
  },
  'api-faults': {
    title: 'API answers 5xx',
    impact: 'Clients are told that something broke on our side; what they tried may not have been saved.',
    condition: 'Five or more answers of the HTTP API were 5xx within five minutes.',
    investigate: [
      'Access log `/montu-<stage>-access-http`: `filter status >= 500 | stats count() by route, error`.',
      'The function’s log: lines of level ERROR carry the request id that the client was given, and the stack.',
      'Is it one route, or all? All of them points to the table, the key, or a setting.',
    ],
    resolve: [
      'After a deployment: deploy the last good commit.',
      '503 from every route: see Functions are throttled and Table refuses.',
      'Access to the key denied: compare the key policy of `alias/montu-<stage>-table` with the template.',
    ],
  },
  'api-latency': {
    title: 'API is slow',
    impact: 'One request in a hundred takes longer than two seconds: screens fill slowly and saving feels stuck.',
    condition: 'The 99th percentile of the HTTP API’s latency was above two seconds for fifteen minutes.',
    investigate: [
      'Access log: `stats pct(milliseconds, 99), pct(functionMilliseconds, 99) by route` tells which route.',
      'X-Ray: the slowest traces of the route; initialization is a cold start, DynamoDB or KMS are named.',
      'Little traffic makes cold starts a large part of all requests: look at the number of requests too.',
    ],
    resolve: [
      'A slow query: `npm run bench` shows calls and units of the operation; compare with the last release.',
      'Cold starts: compare bundle sizes (`dist/functions`), raise `memory` of the operation in the contract.',
      'Throttled reads: see Table refuses.',
    ],
  },
  'socket-errors': {
    title: 'Sockets are answered with 5xx',
    impact: 'Some live views do not open, or a subscription is refused with an error that is ours.',
    condition: 'Five or more handshakes or messages of sockets ended in an error of ours within five minutes.',
    investigate: [
      'Which action: CloudWatch, namespace Montu, metric ServerErrors by operation (`connectSocket`, …).',
      'The log `/aws/lambda/montu-<stage>-<operation>`: lines of level ERROR have the request id that the client was ' +
        'told, and the stack.',
      'Lambda’s own metric Errors stays at 0: these functions catch what goes wrong, and tell the client.',
      'Are there API answers 5xx too? Then it is the table, the key, or a setting.',
    ],
    resolve: [
      'After a deployment: deploy the last good commit (`npx cdk deploy -c stage=<stage> MontuRealtime-<stage>`).',
      'The table refuses: see Table refuses.',
      'Clients need nothing done: they open a new socket and resume after the last number they have.',
    ],
  },
  'socket-faults': {
    title: 'Socket API fails or refuses',
    impact: 'Live views stay still: sockets do not open, or get no answer; what is stored is right, and lists show it.',
    condition:
      'The WebSocket API could not call a function five times within five minutes, or functions answered 4xx or 5xx ' +
      'fifty times in each of three periods of five minutes.',
    investigate: [
      'Access log `/montu-<stage>-access-sockets`: `stats count() by route, status, error` tells which of the two it is.',
      'Calls that failed (ExecutionError) name the reason in `error`: a permission, a timeout, a throttled function.',
      'Answers (IntegrationError) count refusals too: 401 are sessions that ended, 403 pages of a foreign origin or ' +
        'requests that went around the edge, 404 channels that the caller may not hear.',
      'Many refusals from one `connection` or of one kind are a client that tries again without end.',
    ],
    resolve: [
      'A permission: deploy `MontuRealtime-<stage>`, which makes routes and permissions together.',
      '403 for everyone: `MONTU_ORIGIN_KEY` and the edge’s header differ; deploy `MontuEdge-<stage>` and the functions.',
      'One client: find the address in the edge’s logs, and its owner in the function’s.',
      '5xx: see Sockets are answered with 5xx and Functions fail.',
    ],
  },
  'dead-letters': {
    title: 'Dead letters',
    impact: 'Some notifications, live updates or imports were given up; clients see updates only when they ask again.',
    condition: 'A message lies in a dead-letter queue.',
    investigate: [
      'Look at it without taking it: SQS console, Send and receive messages, Poll.',
      'From the stream (`…-notifier-dead-letters`) it names shard and sequence numbers, not the records: those are in ' +
        'the stream for 24 hours, and the events themselves in the table for good.',
      'From the push queue (`…-push-dead-letters`) it is the frame that could not be sent.',
      'From the import queue (`…-import-dead-letters`) it names an import that stands still, with the status `running`.',
      'The consumer’s log at the time of the message has the reason.',
    ],
    resolve: [
      'Mend the cause first, and deploy.',
      'Put them back: `npm run replay -- notifier --stage <stage>`, or `push`, or `import` (docs/runbooks/replay.md). It ' +
        'takes each letter out of its queue once that is done; twice is harmless.',
      'Events that the stream has forgotten, after 24 hours, the sweeper delivers by itself.',
      'The alarm ends when the queue is empty.',
    ],
  },
  'events-unnumbered': {
    title: 'Events without a number',
    impact: 'Some changes were never told: live views and inboxes miss them, while lists and the audit log have them.',
    condition: 'A sweep found an event older than half an hour that has no number on its project’s channel.',
    investigate: [
      'The log `/aws/lambda/montu-<stage>-sweeper`: `events had no number` names the project, how many were delivered ' +
        '(`numbered`) and how many could not be (`left`).',
      'With `left` 0 it is mended: look for why the notifier did not do it (Stream is read late, Dead letters, or the ' +
        'notifier was off for a day, after which the stream forgets).',
      'With `left` above 0, `not swept` has the key of the event and the reason.',
    ],
    resolve: [
      'Mend the cause and deploy: each sweep, every 15 minutes, tries again what is left.',
      'An event that is itself wrong: correct the item under that key, or set its `feedSeq` to 0 to leave it untold.',
    ],
  },
  'schedule-silent': {
    title: 'A schedule does not run',
    impact: 'Deadlines are told late or not at all, or changes that were never told stay so; what is stored is right.',
    condition: 'A function that runs by the clock was not called for an hour, in which there are four runs of it.',
    investigate: [
      'Its rule: EventBridge, Rules, `MontuRealtime-<stage>-…Schedule…`: is it there and enabled, with the function as target?',
      'CloudWatch, metrics Invocations and FailedInvocations of AWS/Events by RuleName: calls that EventBridge could not ' +
        'make point to a missing permission.',
      'The function: is its reserved concurrency 0? Then Functions are throttled rings too.',
      'It rings after the first deployment of a stage too, for at most 15 minutes, until the first run.',
    ],
    resolve: [
      'Enable the rule (`aws events enable-rule --name <rule>`), or deploy `MontuRealtime-<stage>`, which makes rule and ' +
        'permission anew.',
      'Nothing is to be made up for: the next run finds what was missed, but for deadlines that passed more than a day ago.',
    ],
  },
  'stream-lag': {
    title: 'Stream is read late',
    impact: 'Notifications and live updates come late; nothing is lost before six hours.',
    condition: 'The oldest event that waits to be read was older than a minute for ten minutes.',
    investigate: [
      'Errors of the consumer: one bad record holds its shard while it is tried again and bisected.',
      'Duration and ConcurrentExecutions of the consumer: is it working, throttled, or stuck?',
      'Writes to the table: did an import or a bulk change just run?',
    ],
    resolve: [
      'An import: wait; the age falls by itself.',
      'A bad record: it goes to the dead letters after its attempts; see Dead letters.',
      'Steady load: raise `batchSize` in `shared/manifest/consumers.ts`. More `parallelization` would number changes out of ' +
        'their order.',
    ],
  },
  'queue-backlog': {
    title: 'Queue waits',
    impact:
      'Live updates reach sockets late, or imports begin late; what is stored, and what clients ask for, is right.',
    condition: 'The oldest message of the queue was older than a minute for ten minutes.',
    investigate: [
      'Errors, Duration and Throttles of the consumer (`montu-<stage>-pusher`, `montu-<stage>-importer`).',
      'Several large imports at once wait for one another: two go on at a time.',
      'Sockets that do not read make a post slow: look for time in `execute-api` in X-Ray.',
    ],
    resolve: [
      'Raise `maxConcurrency` in `shared/manifest/consumers.ts` and deploy `MontuRealtime-<stage>` or `MontuImports-<stage>`; ' +
        'the pusher’s only with a higher quota of callbacks (`docs/realtime.md`).',
      'Errors: see Functions fail.',
    ],
  },
  'table-throttles': {
    title: 'Table refuses',
    impact: 'Reads or writes are refused and tried again: requests are slow, and some fail with 503.',
    condition: 'DynamoDB refused ten or more requests within five minutes.',
    investigate: [
      'ConsumedReadCapacityUnits and ConsumedWriteCapacityUnits of the table and of each index: near `maxReadUnits` or ' +
        '`maxWriteUnits` of `infra/config.ts` the cost guard is what refuses.',
      'Far below them, one partition is hot (3,000 reads, 1,000 writes a second): enable Contributor Insights for an ' +
        'hour to see the key.',
    ],
    resolve: [
      'Honest traffic at the guard: raise it in `infra/config.ts` and deploy `MontuData-<stage>`.',
      'An import: run it more slowly.',
      'A hot partition: on-demand splits it within minutes if the key allows; else the access pattern must change.',
    ],
  },
} as const satisfies Record<string, RunbookEntry>;

export type AlarmKind = keyof typeof runbook;

export const runbookPath = 'docs/runbooks/alarms.md';

/** The runbook as a page. */
export function renderRunbook(): string {
  const list = (items: readonly string[]) => items.map((item) => `- ${item}`).join('\n');
  const entries = Object.entries<RunbookEntry>(runbook).map(
    ([anchor, { title, impact, condition, investigate, resolve }]) => `<a id="${anchor}"></a>
## ${title}

${impact}

**Rings when**: ${condition}

**Investigate**
${list(investigate)}

**Resolve**
${list(resolve)}
`,
  );
  return `# Alarms

Made from \`infra/runbook.ts\` by \`node infra/write-runbook.ts\`; each alarm's description leads here.

${entries.join('\n')}`;
}
