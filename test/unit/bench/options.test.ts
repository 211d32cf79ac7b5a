import { describe, expect, it } from 'vitest';
import { groups, readOptions } from '../../../bench/options.ts';

const ids = ['getTask', 'updateTask'];
const read = (...args: string[]) => readOptions(args, ids);

describe('options of the benchmark', () => {
  it('are everything, unless something is asked for', () => {
    expect(read()).toEqual({
      only: groups,
      operations: ids,
      quick: false,
      json: false,
      tasks: 1_000,
      seconds: 60,
      rate: 100,
      sockets: [50, 500],
    });
  });

  it('take how many sockets listen in each soak', () => {
    expect(read('--sockets', '20', '--sockets', '30')?.sockets).toEqual([20, 30]);
    expect(read('--quick')?.sockets).toEqual([10]);
    expect(() => read('--sockets', '1001')).toThrow('--sockets');
  });

  it('take groups and operations', () => {
    const options = read(
      '--only',
      'counts',
      '--only',
      'socket',
      '--operation',
      'getTask',
      '--tasks',
      '10000',
      '--json',
    );
    expect(options).toEqual({
      only: ['counts', 'socket'],
      operations: ['getTask'],
      quick: false,
      json: true,
      tasks: 10_000,
      ...{ seconds: 60, rate: 100, sockets: [50, 500] },
    });
  });

  it('ask only for help', () => {
    expect(read('--help')).toBeUndefined();
  });

  it.each([
    [['--only', 'speed'], 'no group "speed"'],
    [['--seconds', '601'], 'from 1 to 600'],
    [['--rate', '0'], 'from 1 to 1000'],
    [['--operation', 'getNothing'], 'no operation "getNothing"'],
    [['--tasks', '10'], 'at least 400'],
    [['--tasks', 'many'], 'at least 400'],
    [['--fast'], '--help shows the options'],
  ])('refuse %j', (args, message) => {
    expect(() => read(...args)).toThrow(message);
  });
});
