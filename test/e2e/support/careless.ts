import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';

/** A condition that always holds, whatever the names and values of the old one. */
const withoutCondition = <A extends { ConditionExpression?: string | undefined }>(action: A): A =>
  action.ConditionExpression
    ? {
        ...action,
        ConditionExpression: `attribute_exists(pk) OR attribute_not_exists(pk) OR (${action.ConditionExpression})`,
      }
    : action;

/**
 * Runs something while the functions write tasks of a studio without the conditions on their revision and on their
 * event: the bug that a check of histories has to find.
 */
export async function carelessly<T>(studio: string, run: () => Promise<T>): Promise<T> {
  const { dynamo } = await import('../../../shared/data/client.ts');
  const { middlewareStack } = dynamo();
  middlewareStack.add(
    (next) => (args) => {
      const input = args.input as TransactWriteCommandInput;
      const writesTask = JSON.stringify(input).includes(`S#${studio}#T#`);
      if (!input.TransactItems || !writesTask) return next(args);
      const TransactItems = input.TransactItems.map(({ Put, Update, ...action }) => ({
        ...action,
        ...(Put && { Put: withoutCondition(Put) }),
        ...(Update && { Update: withoutCondition(Update) }),
      }));
      return next({ ...args, input: { ...input, TransactItems } });
    },
    { step: 'initialize', name: 'careless' },
  );
  try {
    return await run();
  } finally {
    middlewareStack.remove('careless');
  }
}
