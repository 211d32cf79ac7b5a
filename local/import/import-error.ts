/** Why an import cannot begin or go on, in one sentence for the person who started it. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}
