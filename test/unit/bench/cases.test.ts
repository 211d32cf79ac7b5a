import { describe, expect, it } from 'vitest';
import { refuseMissing } from '../../../bench/cases/all-cases.ts';
import { allOperations } from '../../../shared/contract/index.ts';

describe('benchmark cases', () => {
  it('are there for every operation of the contract', () => {
    expect(() => refuseMissing(allOperations)).not.toThrow();
  });

  it('are asked for by name, with the place where they belong', () => {
    const [known] = allOperations;
    if (!known) throw new Error('The contract is empty');
    const fresh = { ...known, id: 'countSheep', domain: 'tasks' };
    expect(() => refuseMissing([known, fresh])).toThrow('no benchmark of countSheep (bench/cases/tasks.ts)');
  });
});
