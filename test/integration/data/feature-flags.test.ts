import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { dynamo } from '../../../shared/data/client.ts';
import { readFlagRules, recentFlagRules, removeFlagRule, setFlagRule } from '../../../shared/data/feature-flags.ts';
import { keys } from '../../../shared/data/keys.ts';
import { newStudio, type TestStudio } from '../../support/people.ts';
import { type TestTable, useTable } from '../../support/table.ts';

let table: TestTable;
let studio: TestStudio;
beforeAll(async () => {
  table = await useTable();
});
beforeEach(async () => {
  studio = await newStudio();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const key = 'direct-messages';
const by = () => studio.changeBy('user_boss');
const set = (percentage: number, expected?: number) =>
  setFlagRule(key, { percentage, roles: {}, users: {} }, expected, by());
const percentage = async () => (await recentFlagRules(studio.id)).get(key)?.percentage;

describe('the rules of a studio', () => {
  it('are set, changed, removed and set again, and each is an event', async () => {
    expect(await set(10)).toMatchObject({ key, percentage: 10, revision: 1, createdBy: 'user_boss' });
    expect(await set(20, 1)).toMatchObject({ percentage: 20, revision: 2 });
    await removeFlagRule(key, 2, by());
    expect(await readFlagRules(studio.id)).toEqual(new Map());
    const again = await set(30);
    expect(again).toMatchObject({ percentage: 30, revision: 4, archivedAt: null });
    expect(await readFlagRules(studio.id)).toEqual(new Map([[key, again]]));

    const events = (await table.all())
      .filter(({ studio: id, entity }) => id === studio.id && entity === 'featureFlag')
      .sort((a, b) => Number(a.revision) - Number(b.revision));
    expect(events.map(({ type }) => type)).toEqual([
      ...['featureFlag.set', 'featureFlag.set', 'featureFlag.removed', 'featureFlag.set'],
    ]);
    expect(events[1]).toMatchObject({
      ...{ kind: 'audit', entityId: key, actor: { userId: 'user_boss' } },
      changes: { percentage: { from: 10, to: 20 } },
    });
  });

  it('are refused to who has not seen the newest, and whole where many set one', async () => {
    await expect(set(10, 1)).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    await expect(removeFlagRule(key, undefined, by())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await Promise.all([1, 2, 3, 4].map((share) => set(share)));
    expect((await readFlagRules(studio.id)).get(key)?.revision).toBe(4);
    await expect(set(10, 3)).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    await expect(removeFlagRule(key, 3, by())).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    await removeFlagRule(key, 4, by());
    await expect(removeFlagRule(key, undefined, by())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(set(10, 5)).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
  });

  it('are read once for all flags and requests, and again after 20 s', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    await set(10);
    const send = vi.spyOn(dynamo(), 'send');
    expect(await Promise.all([percentage(), percentage(), percentage()])).toEqual([10, 10, 10]);
    expect(send).toHaveBeenCalledTimes(1);
    // by another container
    const item = { ...(await table.get(keys.featureFlag(studio.id, key))), ...keys.featureFlag(studio.id, key) };
    await table.put({ ...item, percentage: 90 });
    vi.advanceTimersByTime(19_999);
    expect(await percentage()).toBe(10);
    vi.advanceTimersByTime(1);
    expect(await percentage()).toBe(90);
    expect(send).toHaveBeenCalledTimes(2);
  });

  it('are those of now for whoever has just changed them here', async () => {
    expect(await percentage()).toBeUndefined();
    await set(10);
    expect(await percentage()).toBe(10);
    await removeFlagRule(key, undefined, by());
    expect(await percentage()).toBeUndefined();
  });
});
