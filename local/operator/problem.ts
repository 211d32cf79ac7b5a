/** Why a command cannot be done, in one sentence for whoever gave it. */
export class OperatorProblem extends Error {
  override readonly name = 'OperatorProblem';
}
