/** Something the person who starts the stack can put right; its message is one sentence that says how. */
export class StartProblem extends Error {}
