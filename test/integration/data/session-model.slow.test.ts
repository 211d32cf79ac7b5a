import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { endSession, rotateSession, startSession } from '../../../shared/data/sessions.ts';
import { useTable } from '../../support/table.ts';

/** A session as the rules have it: the tokens it gave, when it gave the last, and whether it is alive. */
interface Model {
  tokens: string[];
  rotatedAt: number;
  endsAt: number;
  alive: boolean;
}

type Step =
  | { kind: 'refresh'; age: number }
  | { kind: 'together' }
  | { kind: 'wait'; ms: number }
  | { kind: 'garbage' }
  | { kind: 'logout' };

const steps = fc.array(
  fc.oneof(
    // mostly the current token, sometimes the one before, rarely an older one
    { weight: 8, arbitrary: fc.constantFrom(0, 0, 0, 0, 1, 1, 2, 3).map((age) => ({ kind: 'refresh' as const, age })) },
    { weight: 2, arbitrary: fc.constant({ kind: 'together' as const }) },
    { weight: 3, arbitrary: fc.constantFrom(3_000, 10_000, 10_001).map((ms) => ({ kind: 'wait' as const, ms })) },
    { weight: 1, arbitrary: fc.constant({ kind: 'wait' as const, ms: 29 * 24 * 3600 * 1000 }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'garbage' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'logout' as const }) },
  ),
  { minLength: 3, maxLength: 14 },
);

/** What the rules say of a token that is `age` rotations old. */
function expected(model: Model, age: number): 'rotated' | 'same' | 'invalid' | 'reused' {
  if (!model.alive || Date.now() >= model.endsAt) return 'invalid';
  if (age === 0) return 'rotated';
  return age === 1 && Date.now() - model.rotatedAt <= 10_000 ? 'same' : 'reused';
}

async function refresh(model: Model, age: number): Promise<void> {
  const token = model.tokens.at(-1 - age);
  if (token === undefined) return;
  const wanted = expected(model, age);
  const rotation = await rotateSession(token);
  expect(rotation.outcome).toBe(wanted === 'same' ? 'rotated' : wanted);
  if (rotation.outcome === 'reused') model.alive = false;
  if (rotation.outcome !== 'rotated') return;
  if (wanted === 'same') {
    expect(rotation.refreshToken).toBe(model.tokens.at(-1));
  } else {
    expect(model.tokens).not.toContain(rotation.refreshToken);
    model.tokens.push(rotation.refreshToken);
    model.rotatedAt = Date.now();
  }
}

beforeAll(async () => {
  await useTable();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
});
afterAll(() => {
  vi.useRealTimers();
});

it('a session follows its rules, whatever is done with its tokens', { timeout: 60_000 }, async () => {
  const who = { studio: 'demo', userId: 'user_ann', clientType: 'web' as const };
  await fc.assert(
    fc.asyncProperty(steps, async (walk: Step[]) => {
      const { session, refreshToken } = await startSession(who);
      const model: Model = {
        tokens: [refreshToken],
        rotatedAt: Date.now(),
        endsAt: Date.parse(session.expiresAt),
        alive: true,
      };
      for (const step of walk) {
        if (step.kind === 'wait') {
          vi.setSystemTime(Date.now() + step.ms);
        } else if (step.kind === 'refresh') {
          await refresh(model, step.age);
        } else if (step.kind === 'together') {
          // whoever comes second finds the token to be the one before, and gets the same
          const token = model.tokens.at(-1) ?? '';
          const alive = expected(model, 0) === 'rotated';
          const rotations = await Promise.all([rotateSession(token), rotateSession(token)]);
          const given = rotations.map((rotation) =>
            rotation.outcome === 'rotated' ? rotation.refreshToken : undefined,
          );
          expect(given[0]).toBe(given[1]);
          expect(given[0] !== undefined).toBe(alive);
          if (given[0] !== undefined)
            Object.assign(model, { tokens: [...model.tokens, given[0]], rotatedAt: Date.now() });
        } else if (step.kind === 'garbage') {
          const parts = Buffer.from(model.tokens[0] ?? '', 'base64url')
            .toString()
            .split(' ');
          parts[3] = Buffer.alloc(32, 1).toString('base64url');
          expect((await rotateSession(Buffer.from(parts.join(' ')).toString('base64url'))).outcome).toBe('invalid');
        } else {
          await endSession(who.studio, who.userId, session.sessionId);
          model.alive = false;
        }
      }
      await refresh(model, 0);
    }),
    { numRuns: 60 },
  );
});
