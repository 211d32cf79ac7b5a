import { accessTokenSeconds, region, resourceName, stages } from '../../shared/manifest/stages.ts';
import { applyEnvironment, sdkVariables, type Variables } from '../engine/environment.ts';
import { suggestion } from './command.ts';
import { OperatorProblem } from './problem.ts';
import { runningOn } from './running.ts';

/** Where a command works. */
export interface Target {
  /** As one says it: `prod`, `the stack at http://localhost:8080`. */
  name: string;
  /** Whether it is the stack of this machine. */
  isLocal: boolean;
}

/** A stage, by the names that its deployment gave; who may do what there, AWS knows. */
function environmentOf(stageName: string): Variables {
  const stage = stages.find((known) => known === stageName);
  if (!stage)
    throw new OperatorProblem(
      `There is no stage "${stageName}". ${suggestion(stageName, stages)}Choose one of ${stages.join(', ')}.`,
    );
  return {
    MONTU_STAGE: stage,
    MONTU_TABLE: resourceName(stage, 'table'),
    // no command makes addresses or tokens, but every setting must be there
    MONTU_PUBLIC_URL: 'https://unused.invalid',
    MONTU_ACCESS_TOKEN_SECONDS: String(accessTokenSeconds[stage]),
    AWS_REGION: region,
  };
}

/**
 * Turns this process to where the command is to work: to a stage, or to the stack that runs on MONTU_DATA_DIR. It then
 * has the environment that the functions there have.
 * @throws OperatorProblem
 */
export function turnTo(stage: string | undefined): Target {
  if (stage !== undefined) {
    applyEnvironment(environmentOf(stage));
    return { name: stage, isLocal: false };
  }
  const { url, environment } = runningOn(process.env.MONTU_DATA_DIR || '.montu');
  const named = process.env.AWS_ENDPOINT_URL_DYNAMODB || undefined;
  applyEnvironment({
    ...sdkVariables(named),
    ...environment,
    ...(named && { AWS_ENDPOINT_URL_DYNAMODB: named }),
  });
  return { name: `the stack at ${url}`, isLocal: true };
}
