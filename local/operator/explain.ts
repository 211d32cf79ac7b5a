import { ApiError } from '../../shared/contract/errors.ts';
import { OperatorProblem } from './problem.ts';

/** What the SDK throws where somebody has no access, in words that say what to do. */
const byName: Record<string, () => string> = {
  ResourceNotFoundException: () =>
    `There is no table ${process.env.MONTU_TABLE} in this account: are these the credentials of the stage, and is it deployed?`,
  CredentialsProviderError: () => 'There are no AWS credentials in the environment (AWS_PROFILE, or aws sso login).',
  ExpiredTokenException: () => 'The AWS credentials have expired.',
  UnrecognizedClientException: () => 'AWS does not know these credentials.',
  ECONNREFUSED: () => `The database at ${process.env.AWS_ENDPOINT_URL_DYNAMODB} does not answer: is it running?`,
};

/** One sentence for what whoever gave the command can put right; undefined for what is a mistake of ours. */
export function explain(error: unknown): string | undefined {
  if (error instanceof OperatorProblem) return error.message;
  if (error instanceof ApiError) {
    const suggestions = error.details.flatMap(({ suggestion }) => suggestion ?? []);
    return [error.message.replace(/\.$/, ''), ...suggestions].join('. ');
  }
  const { name, code, message } = error as Error & { code?: string };
  if (name === 'AccessDeniedException') return `AWS does not allow this: ${message}`;
  return (byName[code ?? ''] ?? byName[name])?.();
}
