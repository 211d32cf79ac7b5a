import { beforeAll, beforeEach } from 'vitest';

/**
 * Makes what the tests of a file share, once; and anew for a test that is tried again, so that it does not meet what its
 * first try has left behind.
 */
export function setUp(make: () => Promise<void>): void {
  const tried = new WeakSet<object>();
  beforeAll(make);
  beforeEach(async ({ task }) => {
    if (tried.has(task)) await make();
    tried.add(task);
  });
}
