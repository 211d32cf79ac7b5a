import { describe, expect, it } from 'vitest';
import { mondayOf, workTime } from '../../../local/demo/work-calendar.ts';

describe('the working week', () => {
  const monday = mondayOf(new Date('2026-11-22T23:59:00Z'));

  it('begins on a Monday, at midnight', () => {
    expect(monday.toISOString()).toBe('2026-11-16T00:00:00.000Z');
    expect(mondayOf(monday)).toEqual(monday);
  });

  it.each([
    [0, '2026-11-16T09:00:00.000Z'],
    [3.5, '2026-11-16T12:30:00.000Z'],
    [4, '2026-11-16T14:00:00.000Z'],
    [8, '2026-11-17T09:00:00.000Z'],
    [39.5, '2026-11-20T17:30:00.000Z'],
    [40, '2026-11-23T09:00:00.000Z'],
  ])('%d hours of work later it is %s', (hours, time) => {
    expect(workTime(monday, hours).toISOString()).toBe(time);
  });
});
