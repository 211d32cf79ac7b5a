import { ApiError } from '../../shared/contract/errors.ts';
import { OperatorProblem } from './problem.ts';

/** What the network, or the SDK, adds to an error. */
interface Refusal {
  code?: string;
  $metadata?: { httpStatusCode?: number };
}

const unreachable = () => 'AWS cannot be reached from here: is there a network, or a proxy in between?';

/** What the SDK throws where somebody has no access, in words that say what to do. */
const byName: Record<string, () => string> = {
  ResourceNotFoundException: () =>
    `There is no table ${process.env.MONTU_TABLE} in this account: are these the credentials of the stage, and is it deployed?`,
  CredentialsProviderError: () => 'There are no AWS credentials in the environment (AWS_PROFILE, or aws sso login).',
  ExpiredTokenException: () => 'The AWS credentials have expired.',
  UnrecognizedClientException: () => 'AWS does not know these credentials.',
  InvalidClientTokenId: () => 'AWS does not know these credentials.',
  InvalidSignatureException: () => 'The secret of the AWS credentials is wrong, or the clock of this machine.',
  ENOTFOUND: unreachable,
  EAI_AGAIN: unreachable,
  ETIMEDOUT: unreachable,
  TimeoutError: unreachable,
  ECONNREFUSED: () => `The database at ${process.env.AWS_ENDPOINT_URL_DYNAMODB} does not answer: is it running?`,
};

/** One sentence for what whoever gave the command can put right; undefined for what is a mistake of ours. */
export function explain(error: unknown): string | undefined {
  if (error instanceof OperatorProblem) return error.message;
  if (error instanceof ApiError) {
    const suggestions = error.details.flatMap(({ suggestion }) => suggestion ?? []);
    return [error.message.replace(/\.$/, ''), ...suggestions].join('. ');
  }
  const { name, code, message, $metadata } = error as Error & Refusal;
  const known = byName[code ?? ''] ?? byName[name];
  if (known) return known();
  // each service has a name of its own for it; DynamoDB and KMS answer it with 400
  const isDenied = name === 'AccessDeniedException' || $metadata?.httpStatusCode === 403;
  return isDenied ? `AWS does not allow this: ${message}` : undefined;
}
