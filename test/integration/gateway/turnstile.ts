/** Holds everyone until that many are waiting at once; gives the most that ever were inside. */
export function turnstile(size: number): { pass: () => Promise<void>; most: () => number } {
  let inside = 0;
  let most = 0;
  const gate = Promise.withResolvers<void>();
  return {
    pass: async () => {
      inside += 1;
      most = Math.max(most, inside);
      if (inside === size) gate.resolve();
      await gate.promise;
      await new Promise((resolve) => setTimeout(resolve, 1));
      inside -= 1;
    },
    most: () => most,
  };
}
