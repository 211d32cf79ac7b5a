import { describe, expect, it } from 'vitest';
import { explain } from '../../../../local/operator/explain.ts';

/** As the SDK throws what a service, or the network, answers. */
const thrown = (fields: object) => Object.assign(new Error('No.'), fields);

describe('explain', () => {
  it.each([
    [{ name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } }, 'AWS does not allow this: No.'],
    [{ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } }, 'AWS does not allow this: No.'],
    [{ name: 'InvalidClientTokenId', $metadata: { httpStatusCode: 403 } }, 'AWS does not know these credentials.'],
    [{ code: 'ENOTFOUND' }, 'AWS cannot be reached from here: is there a network, or a proxy in between?'],
  ])('has a sentence for %j', (fields, sentence) => {
    expect(explain(thrown(fields))).toBe(sentence);
  });

  it.each([[{ name: 'TypeError' }], [{ name: 'ValidationException', $metadata: { httpStatusCode: 400 } }]])(
    'has none for a mistake of ours: %j',
    (fields) => {
      expect(explain(thrown(fields))).toBeUndefined();
    },
  );
});
