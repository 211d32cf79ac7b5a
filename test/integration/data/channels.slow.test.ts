import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { append, type Entry, headOf, headsOf, messagesAfter } from '../../../shared/data/channels.ts';
import { keys } from '../../../shared/data/keys.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
let channel: string;
let channels = 0;
beforeAll(async () => {
  table = await useTable();
});
beforeEach(() => {
  channel = `project:P${channels++}`;
});

/** An entry that is marked, in the table, with the number it got. */
function entry(name: string): Entry {
  return {
    message: { type: 'task.updated', id: name, createdAt: '2025-08-29T10:00:00.000Z', data: {} },
    once: (seq) => ({
      Put: { Item: { pk: `MARK#${channel}`, sk: name, seq }, ConditionExpression: 'attribute_not_exists(pk)' },
    }),
  };
}
const entries = (...names: string[]) => names.map(entry);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const log = async (after = 0) => (await messagesAfter('demo', channel, after)).messages;
const markOf = async (name: string) => (await table.get({ pk: `MARK#${channel}`, sk: name }))?.seq;

describe('a channel', () => {
  it('numbers from one on, in the order of the entries', async () => {
    expect(await headOf('demo', channel)).toBe(0);
    const appended = await append('demo', channel, entries('a', 'b', 'c'));
    expect(appended.map(({ id, seq }) => [id, seq])).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
    expect(appended[0]).toEqual({ ...entry('a').message, channel, seq: 1 });
    await append('demo', channel, entries('d'));
    expect(await headOf('demo', channel)).toBe(4);
    expect((await log()).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
    expect(await markOf('d')).toBe(4);
  });

  it('appends nothing a second time', async () => {
    await append('demo', channel, entries('a', 'b'));
    const before = await table.all();
    expect(await append('demo', channel, entries('a', 'b'))).toEqual([]);
    expect(await append('demo', channel, [])).toEqual([]);
    expect(await table.all()).toEqual(before);
  });

  it('appends of some known entries the others', async () => {
    await append('demo', channel, entries('b', 'd'));
    const appended = await append('demo', channel, entries('a', 'b', 'c', 'd', 'e'));
    expect(appended.map(({ id, seq }) => [id, seq])).toEqual([
      ['a', 3],
      ['c', 4],
      ['e', 5],
    ]);
    expect((await log()).map(({ id }) => id)).toEqual(['b', 'd', 'a', 'c', 'e']);
    expect(await Promise.all(['a', 'b', 'c'].map(markOf))).toEqual([3, 1, 4]);
  });

  it('stays dense while ten append at once, some of it twice', async () => {
    const batches = range(0, 9).map((batch) => range(0, 4).map((n) => `${batch}-${n}`));
    const results = await Promise.all([
      ...batches.map((names) => append('demo', channel, entries(...names))),
      append('demo', channel, entries(...(batches[0] ?? []))),
    ]);
    const messages = await log();
    expect(messages.map(({ seq }) => seq)).toEqual(range(1, 50));
    expect(messages.map(({ id }) => id).toSorted()).toEqual(batches.flat().toSorted());
    expect(
      results
        .flat()
        .map(({ seq }) => seq)
        .toSorted((a, b) => a - b),
    ).toEqual(range(1, 50));
    for (const names of batches) {
      const own = messages.filter(({ id }) => names.includes(id));
      expect(own.map(({ id }) => id)).toEqual(names);
    }
    for (const { id, seq } of messages) expect(await markOf(id)).toBe(seq);
  });

  it('writes what belongs to the entries exactly when it appends them', async () => {
    const counted: number[] = [];
    const also = (remaining: readonly Entry[]) => {
      counted.push(remaining.length);
      return [{ Put: { Item: { pk: `ALSO#${channel}`, sk: String(remaining.length) } } }];
    };
    await append('demo', channel, entries('a'), { also });
    await append('demo', channel, entries('a', 'b', 'c'), { also });
    expect(counted).toEqual([1, 3, 2]);
    const written = (await table.all()).filter(({ pk }) => pk === `ALSO#${channel}`).map(({ sk }) => sk);
    expect(written.toSorted()).toEqual(['1', '2']);
  });

  it('takes ninety entries at once', async () => {
    const names = range(1, 90).map(String);
    const also = () => [{ Put: { Item: { pk: `ALSO#${channel}`, sk: 'count' } } }];
    expect(await append('demo', channel, entries(...names), { also })).toHaveLength(90);
  });

  it('keeps frames for thirty days', async () => {
    await append('demo', channel, entries('a'));
    const { expiresAtEpoch } = (await table.get(keys.frame('demo', channel, 1))) as { expiresAtEpoch: number };
    expect(expiresAtEpoch - Date.now() / 1000).toBeCloseTo(30 * 24 * 3600, -2);
  });

  it('is another in another studio', async () => {
    await append('demo', channel, entries('a'));
    expect(await headOf('rival', channel)).toBe(0);
    expect(await messagesAfter('rival', channel, 0)).toEqual({
      ...{ messages: [], head: 0, complete: true, unbroken: true },
    });
    expect(await headsOf('demo', [channel, 'project:NONE'])).toEqual({ [channel]: 1, 'project:NONE': 0 });
  });
});

describe('what a channel had after a number', () => {
  beforeEach(async () => {
    for (const size of [3, 1, 4]) await append('demo', channel, entries(...range(1, size).map((n) => `${size}-${n}`)));
  });

  it.each(range(0, 10))('%i is all the rest, and its head', async (after) => {
    const { messages, head, complete, unbroken } = await messagesAfter('demo', channel, after);
    expect(messages.map(({ seq }) => seq)).toEqual(range(1, 8).filter((seq) => seq > after));
    // ahead of the head is a client of other data
    expect({ head, complete, unbroken }).toEqual({ head: 8, complete: true, unbroken: after <= 8 });
  });

  it.each([
    [0, false],
    [2, false],
    [3, true],
    [8, true],
  ])('%i is unbroken where nothing between has expired: %s', async (after, expected) => {
    await table.client.send(new DeleteCommand({ TableName: table.tableName, Key: keys.frame('demo', channel, 3) }));
    expect((await messagesAfter('demo', channel, after)).unbroken).toBe(expected);
  });

  it('comes in parts that an answer can hold, however large the messages are', async () => {
    const text = 'a'.repeat(110_000);
    const large = (name: string): Entry => {
      const { message, once } = entry(name);
      return { message: { ...message, data: { text } }, once };
    };
    const names = range(1, 80).map((number) => `large-${number}`);
    for (const name of names) await append('demo', channel, [large(name)]);
    const seen: string[] = [];
    for (let after = 8, parts = 1; ; parts++) {
      const { messages, complete, unbroken } = await messagesAfter('demo', channel, after);
      expect(Buffer.byteLength(JSON.stringify(messages))).toBeLessThan(4.5 * 1024 * 1024);
      expect(unbroken).toBe(true);
      seen.push(...messages.map(({ id }) => id));
      after = messages.at(-1)?.seq as number;
      if (!complete) continue;
      expect(parts).toBeGreaterThan(1);
      break;
    }
    expect(seen).toEqual(names);
  });

  it('is broken where all of it has expired', async () => {
    for (const last of [3, 4, 8]) {
      await table.client.send(
        new DeleteCommand({ TableName: table.tableName, Key: keys.frame('demo', channel, last) }),
      );
    }
    const from = (seq: number) => messagesAfter('demo', channel, seq);
    expect(await from(7)).toEqual({ messages: [], head: 8, complete: true, unbroken: false });
    expect(await from(8)).toMatchObject({ unbroken: true });
  });

  it('is no more than the frames that hold as many messages as asked for, and never less', async () => {
    for (let rest = 300; rest > 0; rest -= 60)
      await append('demo', channel, entries(...range(rest, rest + 59).map(String)));
    for (const after of [1, 8, 100, 240, 307, 308]) {
      const { messages, head, complete } = await messagesAfter('demo', channel, after, { frames: 10, messages: 10 });
      const seqs = messages.map(({ seq }) => seq);
      expect(seqs).toEqual(range(after + 1, after + seqs.length));
      expect(seqs.length).toBeGreaterThanOrEqual(Math.min(10, head - after));
      expect(seqs.length).toBeLessThan(10 + 90 + 60);
      expect(complete).toBe((seqs.at(-1) ?? after) === head);
    }
  });

  it('is told to go on after as many frames as asked for', async () => {
    const { messages, complete } = await messagesAfter('demo', channel, 0, { frames: 2 });
    expect(messages.map(({ seq }) => seq)).toEqual(range(1, 4));
    expect(complete).toBe(false);
    expect(await messagesAfter('demo', channel, 4, { frames: 1 })).toMatchObject({ complete: true });
  });
});
