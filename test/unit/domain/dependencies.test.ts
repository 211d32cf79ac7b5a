import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DependencyNode,
  joined,
  lonelyNode,
  mostBlocked,
  mostBlockers,
  notWaitingFor,
  parted,
  placed,
  raisesFor,
  waitingFor,
} from '../../../shared/domain/dependencies.ts';
import { makeTask } from '../../support/production.ts';

/** A graph in memory, as the table would keep it. */
function graph() {
  const nodes = new Map<string, DependencyNode>();
  const node = (id: string) => nodes.get(id) ?? lonelyNode(id);
  const load = async (ids: readonly string[]) => ids.map(node);
  const put = (changed: readonly DependencyNode[]) => {
    for (const one of changed) nodes.set(one.id, { ...one, rev: one.rev + 1 });
  };
  const edges = () => [...nodes.values()].flatMap(({ id, blocks }) => blocks.map((to) => [id, to] as const));
  return {
    ...{ node, load, put, edges },
    async join(from: string, to: string) {
      const placing = await placed(node(from), node(to), load);
      put([...joined(placing), ...placing.others]);
    },
    part: (from: string, to: string) => put(parted(node(from), node(to))),
    isInOrder: () => edges().every(([from, to]) => node(from).level < node(to).level),
  };
}

/** Whether one leads to the other, written down apart from the levels. */
function leads(edges: readonly (readonly [string, string])[], from: string, to: string): boolean {
  const seen = new Set([from]);
  for (const at of seen) {
    if (at === to) return true;
    for (const [a, b] of edges) if (a === at) seen.add(b);
  }
  return false;
}

describe('the graph of what waits for what', () => {
  const step = fc.record({
    kind: fc.constantFrom('join', 'join', 'join', 'part'),
    from: fc.integer({ min: 0, max: 7 }).map(String),
    to: fc.integer({ min: 0, max: 7 }).map(String),
  });

  it('takes every edge that closes no cycle, and no other one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { join, part, edges, isInOrder, node } = graph();
        for (const { kind, from, to } of steps) {
          const isThere = edges().some(([a, b]) => a === from && b === to);
          if (kind === 'part' && isThere) part(from, to);
          if (kind === 'part' || isThere) continue;
          const closes = leads(edges(), to, from);
          const before = edges().length;
          const refusal = await join(from, to).then(
            () => undefined,
            (error) => error,
          );
          expect([refusal?.code, edges().length - before]).toEqual(closes ? ['CONFLICT', 0] : [undefined, 1]);
          expect(isInOrder()).toBe(true);
        }
        for (const [, to] of edges()) expect(node(to).blockers).toBe(edges().filter((edge) => edge[1] === to).length);
      }),
      { numRuns: 300 },
    );
  });

  it('is in order at each step of a move, so that it may stop anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { join, edges, isInOrder, node, load, put } = graph();
        for (const { from, to } of steps) {
          if (from === to || leads(edges(), to, from) || edges().some(([a, b]) => a === from && b === to)) continue;
          for (const one of await raisesFor(node(from), node(to), load)) {
            put([one]);
            expect(isInOrder()).toBe(true);
          }
          await join(from, to);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('names the way by which a task would wait for itself', async () => {
    const { join } = graph();
    await join('model', 'rig');
    await join('rig', 'anim');
    await join('anim', 'comp');
    await expect(join('comp', 'model')).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('comp → model → rig → anim → comp'),
      details: [{ field: 'blockingTaskId' }],
    });
    await expect(join('rig', 'rig')).rejects.toMatchObject({ message: expect.stringContaining('rig → rig') });
  });

  it('puts what is new below what many wait for, rather than moving them', async () => {
    const { join, load, node } = graph();
    for (let shot = 0; shot < 50; shot++) await join('rig', `anim ${shot}`);
    const placing = await placed(node('model'), node('rig'), load);
    expect([placing.from.level, placing.others]).toEqual([-1, []]);
  });

  it('refuses more edges of one task than an item should hold', async () => {
    const [from, to] = [lonelyNode('a'), lonelyNode('b')];
    const load = async () => [];
    await expect(placed(from, { ...to, blockers: mostBlockers }, load)).rejects.toMatchObject({ code: 'CONFLICT' });
    const blocks = Array.from({ length: mostBlocked }, (_, index) => `t${index}`);
    await expect(placed({ ...from, blocks }, to, load)).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('a task that waits', () => {
  const task = makeTask({ id: 'comp' });
  const blocking = makeTask({ id: 'lighting' });

  it('names what it waits for once, until it no longer does', () => {
    const waiting = waitingFor(task, blocking);
    expect(waiting.blockedBy).toEqual(['lighting']);
    expect(waitingFor(waiting, blocking)).toBe(waiting);
    expect(notWaitingFor(waiting, 'lighting')).toEqual(task);
    expect(notWaitingFor(task, 'lighting')).toBe(task);
  });

  it('waits for nothing of another project, nor for what is archived', () => {
    const elsewhere = { ...blocking, projectId: 'OTHER' };
    expect(() => waitingFor(task, elsewhere)).toThrow('is of project OTHER');
    const archived = { ...blocking, archivedAt: '2026-01-05T08:00:00.000Z' };
    expect(() => waitingFor(task, archived)).toThrow('is archived');
  });
});
