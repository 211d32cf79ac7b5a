import { describe, expect, it, vi } from 'vitest';
import { createWatermark } from '../../../local/streams/watermark.ts';

describe('the watermark', () => {
  it('rises only over records that are all done', () => {
    const passed = vi.fn();
    const watermark = createWatermark(passed);
    const [one, two, three] = ['1', '2', '3'].map((number) => watermark.read(number));
    two?.done();
    expect(passed).not.toHaveBeenCalled();
    one?.done();
    expect(passed).toHaveBeenLastCalledWith('2');
    expect(watermark.waiting()).toBe(1);
    three?.done();
    expect(passed).toHaveBeenLastCalledWith('3');
    expect(watermark.waiting()).toBe(0);
  });

  it('stays when a record is done a second time', () => {
    const passed = vi.fn();
    const watermark = createWatermark(passed);
    const one = watermark.read('1');
    one.done();
    watermark.read('2');
    one.done();
    expect(passed).toHaveBeenCalledTimes(1);
    expect(watermark.waiting()).toBe(1);
  });
});
