/** An answer in DynamoDB's JSON protocol. */
export interface DynamoAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

function failure(type: string, members: Record<string, unknown>): DynamoAnswer {
  return {
    status: 400,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, ...members }),
  };
}

const reasons = {
  TransactionConflict: 'Transaction is ongoing for the item',
  ThrottlingError:
    'Throughput exceeds the current capacity for one or more partitions of your table or index. Please try again shortly.',
} as const;

/** Cancels a transaction for the actions that `isAtFault` tells. */
export function transactionCancelled(
  code: keyof typeof reasons,
  actions: number,
  isAtFault: (action: number) => boolean,
): DynamoAnswer {
  const CancellationReasons = Array.from({ length: actions }, (_, action) =>
    isAtFault(action) ? { Code: code, Message: reasons[code] } : { Code: 'None' },
  );
  const codes = CancellationReasons.map(({ Code }) => Code).join(', ');
  return failure('TransactionCanceledException', {
    Message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    CancellationReasons,
  });
}

export function transactionConflict(): DynamoAnswer {
  return failure('TransactionConflictException', { message: reasons.TransactionConflict });
}

/** Too much for one partition of an on-demand table, or of an index of it. */
export function throttled(request: { TableName?: string; IndexName?: string }, kind: 'read' | 'write'): DynamoAnswer {
  const resource = request.IndexName ? `${request.TableName}/index/${request.IndexName}` : request.TableName;
  const reason = `${request.IndexName ? 'Index' : 'Table'}${kind === 'read' ? 'Read' : 'Write'}KeyRangeThroughputExceeded`;
  return failure('ThrottlingException', {
    message: reasons.ThrottlingError,
    throttlingReasons: [{ reason, resource: `arn:aws:dynamodb:local:000000000000:table/${resource}` }],
  });
}
